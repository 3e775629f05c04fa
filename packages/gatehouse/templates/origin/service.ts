// Defines where the service is, and the settings that its document does not contain.
import { defineOrigin } from 'gatehouse/config'

export const service = defineOrigin({ origin: 'https://sample-things.example.com' })
