import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type CertificateFiles, ensureCertificate } from './dev/certificate.ts'

const NOW = Date.UTC(2026, 10, 29, 12)
const DAY_MILLIS = 24 * 60 * 60 * 1000

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-certificate-'))
  folders.push(folder)
  return join(folder, 'https')
}

function read(path: string): X509Certificate {
  return new X509Certificate(readFileSync(path))
}

test('the certificate is for the loopback names, for a year, and can sign no other', () => {
  const certificate = read(ensureCertificate(makeFolder(), NOW).certificatePath)
  expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
  expect(certificate.ca).toBe(false)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.validFromDate.getTime()).toBeLessThan(NOW)
  expect(certificate.validToDate.getTime()).toBe(NOW + 365 * DAY_MILLIS)
})

test('only its owner may read the key', () => {
  expect(statSync(ensureCertificate(makeFolder(), NOW).keyPath).mode & 0o077).toBe(0)
})

test('the certificate stays the same from start to start, so that it is trusted once, until a week before its end', () => {
  const folder = makeFolder()
  const { certificatePath, isNew } = ensureCertificate(folder, NOW)
  const { fingerprint256 } = read(certificatePath)
  expect(isNew).toBe(true)
  expect(ensureCertificate(folder, NOW + 300 * DAY_MILLIS).isNew).toBe(false)
  expect(read(certificatePath).fingerprint256).toBe(fingerprint256)
  expect(ensureCertificate(folder, NOW + 359 * DAY_MILLIS).isNew).toBe(true)
  expect(read(certificatePath).fingerprint256).not.toBe(fingerprint256)
})

test('a file that holds no certificate is replaced', () => {
  const folder = makeFolder()
  const { certificatePath } = ensureCertificate(folder, NOW)
  writeFileSync(certificatePath, 'nonsense')
  expect(ensureCertificate(folder, NOW).isNew).toBe(true)
  expect(read(certificatePath).ca).toBe(false)
})

/** Serves https with a certificate. @returns what asks it, and what ends it */
async function serve({ certificatePath, keyPath }: CertificateFiles, host: string) {
  const [cert, key] = [readFileSync(certificatePath), readFileSync(keyPath)]
  const server = createServer({ cert, key }, (_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  const ask = (options: object) =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ host, port, path: '/', agent: false, ...options }, (answer) => resolve(answer.resume().statusCode)).on(
        'error',
        reject,
      )
    })
  return { ask, close: () => server.close() }
}

test.each(['localhost', '127.0.0.1'])(
  'a client that trusts the certificate speaks https with %s, and no other does',
  async (host) => {
    const certificate = ensureCertificate(makeFolder())
    const { ask, close } = await serve(certificate, host)
    try {
      expect(await ask({ ca: readFileSync(certificate.certificatePath) })).toBe(200)
      await expect(ask({})).rejects.toThrow('self-signed certificate')
    } finally {
      close()
    }
  },
)

// OpenSSL finds a certificate that it trusts by its name first.
test('a client that trusts the certificates of several folders speaks https with each', async () => {
  const certificates = [1, 2, 3].map(() => ensureCertificate(makeFolder()))
  const ca = certificates.map(({ certificatePath }) => readFileSync(certificatePath))
  for (const certificate of certificates) {
    const { ask, close } = await serve(certificate, '127.0.0.1')
    try {
      expect(await ask({ ca })).toBe(200)
    } finally {
      close()
    }
  }
})
