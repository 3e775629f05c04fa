// Where the service is, and what its document does not say.
import { defineOrigin } from 'gatehouse/config'

export const service = defineOrigin({ origin: 'https://sample-things.example.com' })
