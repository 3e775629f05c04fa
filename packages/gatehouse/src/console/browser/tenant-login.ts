// Signs the reader of a page in at the tenant. Pages load this with the first click, because most readers have a session of the gateway
// and never need it (reader/account.ts).
export { Login } from './login/login.ts'
export { Superseded } from './login/popup.ts'
export { LoginError } from './login/words.ts'
export { readerOf } from './reader/token-reader.ts'
