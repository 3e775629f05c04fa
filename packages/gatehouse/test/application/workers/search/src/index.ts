// The search Worker; wiring only.
import { createDomain } from 'gatehouse/domain'
import { routes } from '../contract.ts'
import type { SearchBindings } from './bindings.ts'
import { deleteDocument } from './delete-document.ts'
import { exportDocuments } from './export-documents.ts'
import { getDocument } from './get-document.ts'
import { putDocument } from './put-document.ts'
import { searchDocuments } from './search-documents.ts'

export default createDomain<SearchBindings, typeof routes>({
  routes,
  handlers: { searchDocuments, exportDocuments, getDocument, putDocument, deleteDocument },
})
