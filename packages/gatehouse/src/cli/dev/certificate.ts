// A certificate for https on this machine, which speaks for loopback names alone and can't sign others. Node has no maker of
// certificates: this writes the few fields of one in DER (X.690), as RFC 5280 §4.1 orders them.
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

const LIFETIME_DAYS = 365
/** One that would end sooner is replaced at the start, not in the middle of the work. */
const RENEWED_WITHIN_DAYS = 7
const DAY_MILLIS = 24 * 60 * 60 * 1000
const SERIAL_BYTES = 16

/** A certificate and its key: PEM files, as absolute paths. */
export interface CertificateFiles {
  readonly certificatePath: string
  readonly keyPath: string
  /** Whether they were created just now. */
  readonly isNew: boolean
}

/**
 * Gives the certificate in `folder`, and makes one when there is none or when it is about to expire.
 *
 * @param now the time, in milliseconds since 1970
 */
export function ensureCertificate(folder: string, now = Date.now()): CertificateFiles {
  const [certificatePath, keyPath] = [resolve(folder, 'certificate.pem'), resolve(folder, 'key.pem')]
  const isGood =
    existsSync(certificatePath) &&
    existsSync(keyPath) &&
    endOf(certificatePath) > now + RENEWED_WITHIN_DAYS * DAY_MILLIS
  if (!isGood) {
    const { certificate, key } = makeCertificate(now)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(keyPath, key, { mode: 0o600 })
    writeFileSync(certificatePath, certificate)
  }
  return { certificatePath, keyPath, isNew: !isGood }
}

/** The options that make `wrangler dev` serve https with this certificate. */
export function httpsArguments({ certificatePath, keyPath }: CertificateFiles): string[] {
  return ['--local-protocol', 'https', '--https-cert-path', certificatePath, '--https-key-path', keyPath]
}

/**
 * Lets this process trust the certificate.
 * @returns a file for NODE_EXTRA_CA_CERTS of others, with the certificates in it that the developer trusts already
 */
export function trustCertificate(folder: string, { certificatePath }: CertificateFiles): string {
  const certificate = readFileSync(certificatePath, 'utf8')
  setDefaultCACertificates([...getCACertificates('default'), certificate])
  const trustedPath = resolve(folder, 'trusted.pem')
  writeFileSync(trustedPath, `${getCACertificates('extra').join('\n')}\n${certificate}`)
  return trustedPath
}

/** Says what it takes to trust the certificate. */
export function howToTrust({ certificatePath }: CertificateFiles): string {
  return `

  The tenant's certificate is good for this machine's loopback names alone. Let an application trust it:
    Node           NODE_EXTRA_CA_CERTS=${certificatePath}
    Python, curl   SSL_CERT_FILE=${certificatePath}
    a browser      open the tenant once and go on past the warning`
}

function endOf(path: string): number {
  try {
    return new X509Certificate(readFileSync(path)).validToDate.getTime()
  } catch {
    // An invalid certificate is replaced.
    return 0
  }
}

/** Makes a self-signed certificate for `localhost`, 127.0.0.1 and ::1. @returns both in PEM */
function makeCertificate(now: number): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const validity = sequence(utcTime(now - DAY_MILLIS), utcTime(now + LIFETIME_DAYS * DAY_MILLIS))
  const version3 = der(0xa0, integer(Buffer.of(2)))
  // Positive, and without a zero in front.
  const serial = randomBytes(SERIAL_BYTES)
  serial[0] = 0x40
  // A name of its own: a client finds what it trusts by its name, and may trust that of another folder, or an earlier one, too.
  const commonName = Buffer.from(`Gatehouse local tenant ${serial.toString('hex')}`)
  const name = sequence(set(sequence(oid(0x55, 0x04, 0x03), der(0x0c, commonName))))
  const signed = sequence(
    version3,
    integer(serial),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, EXTENSIONS),
  )
  const signature = sign('sha256', signed, privateKey)
  const certificate = sequence(signed, ECDSA_WITH_SHA256, bitString(0, signature))
  return {
    certificate: new X509Certificate(certificate).toString(),
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const head =
    length < 0x80 ? [tag, length] : length < 0x1_00 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return der(0x30, ...contents)
}

function set(...contents: readonly Buffer[]): Buffer {
  return der(0x31, ...contents)
}

function oid(...bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes))
}

function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes)
}

function bitString(unusedBits: number, bytes: Buffer): Buffer {
  return der(0x03, Buffer.of(unusedBits), bytes)
}

function utcTime(millis: number): Buffer {
  const digits = new Date(millis).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(0x17, Buffer.from(digits.slice(2)))
}

function extension(id: Buffer, isCritical: boolean, value: Buffer): Buffer {
  return sequence(id, ...(isCritical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value))
}

const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const SERVER_AUTHENTICATION = oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01)
const ALTERNATIVE_NAMES = [
  der(0x82, Buffer.from('localhost')),
  der(0x87, Buffer.of(127, 0, 0, 1)),
  der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)])),
]
const EXTENSIONS = sequence(
  // No authority: a client that trusts it trusts loopback names only.
  extension(oid(0x55, 0x1d, 0x13), true, sequence()),
  // digitalSignature
  extension(oid(0x55, 0x1d, 0x0f), true, bitString(7, Buffer.of(0x80))),
  extension(oid(0x55, 0x1d, 0x25), false, sequence(SERVER_AUTHENTICATION)),
  extension(oid(0x55, 0x1d, 0x11), false, sequence(...ALTERNATIVE_NAMES)),
)
