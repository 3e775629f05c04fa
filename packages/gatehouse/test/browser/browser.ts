// A real Chromium in front of the whole system, for a test file: every page is watched from its first byte for requests
// to strangers, errors on the console and violations of the Content-Security-Policy.
//
//   const ring = useBrowser()
//   const visit = await ring.visit('/docs')
//   expect(visit.complaints).toEqual([])
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env } from 'node:process'
import { type Browser, type BrowserContextOptions, chromium, type Page, type Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, onTestFailed } from 'vitest'
import { startSystem, type System, type SystemOptions } from 'gatehouse/testing'

const NO_CHROMIUM =
  'The browser tests need Chromium: `apt-get install chromium`, or name the binary of a Chrome in CHROMIUM_PATH.'
// The one without windows does the same in two thirds of the time.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** Longest that a page may take to show something. The limit of the test itself, which is later, can't say what was waited for. */
const SHOWN_MILLIS = 90_000

// Nothing but the pages under test may use the network; root has no sandbox to run in.
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Two cores have enough to do: without threads of its own V8 takes a sixth less of them.
  '--js-flags=--single-threaded',
]

// Chromium writes a violation of an enforced policy to the console by itself, but not always as an error.
const REPORT_VIOLATIONS = `addEventListener('securitypolicyviolation', (event) => {
  console.error('securitypolicyviolation: ' + event.violatedDirective + ' ' + event.blockedURI)
})`

/** A page of a person who has never been here. */
export interface RequestContext {
  readonly page: Page
  /** Every request of the page and of the popups that it opened. */
  readonly requests: readonly Request[]
  /** Errors on any page's console, uncaught errors, and violations of a page's policy. */
  readonly complaints: readonly string[]
}

/** What a test file drives. */
export interface Ring {
  readonly system: System
  /** Opens a path of the gateway, or a whole URL, with no cookies and no storage. */
  visit(path: string, options?: BrowserContextOptions): Promise<RequestContext>
}

/** The redirect URI of Swagger UI on the gateway at this origin. */
export const callbackAt = (origin: string): string => `${origin}/docs/oauth2-redirect`

/** Lets people log in by the session: the address of the system, and so of its callback, is known only once it runs. */
export async function allowSessions(
  system: System,
  { callbacks = [], logoutUrls }: { readonly callbacks?: readonly string[]; readonly logoutUrls: readonly string[] },
): Promise<void> {
  const callback = `${system.url}/auth/callback`
  await system.harness.update(({ workers, ...rest }) => ({
    ...rest,
    workers: workers.map((worker, index) =>
      index === 0 && 'secrets' in worker
        ? { ...worker, secrets: { ...worker.secrets, AUTH0_CALLBACK_URL: callback } }
        : worker,
    ),
  }))
  await system.control('PATCH', 'clients/local-app', { callbacks: [callback, ...callbacks], logoutUrls })
}

/**
 * Starts system and browser before the file's tests. Where there is no Chromium they are skipped; in CI (`CI` is set)
 * they fail, so that nobody takes a skip for a pass.
 *
 * @param options what the system is started with
 */
export function useBrowser(options: SystemOptions = {}): Ring {
  const executablePath = findChromium()
  let running: { readonly system: System; readonly browser: Browser } | null = null
  const required = () => {
    if (running === null) throw new TypeError('a browser test has to wait for beforeAll')
    return running
  }

  beforeAll(async () => {
    if (requireChromium() === undefined || executablePath === undefined) return
    const [system, browser] = await Promise.all([startSystem(options), launch(executablePath)])
    running = { system, browser }
    await system.control('PATCH', 'clients/local-app', {
      callbacks: [callbackAt(system.url)],
      webOrigins: [system.url],
      logoutUrls: [`${system.url}/docs`, `${system.url}/status`],
    })
  })
  beforeEach((test) => {
    // A fresh machine may have no Chromium: the rest of the tests run there, and these say that they did not. In CI it does not come to
    // this: beforeAll has failed.
    test.skip(executablePath === undefined, NO_CHROMIUM)
    onTestFailed(() => running?.system.harness.debug())
  })
  afterEach(async () => {
    for (const context of running?.browser.contexts() ?? []) await context.close()
  })
  afterAll(async () => {
    await running?.system.stop()
  })

  return {
    get system() {
      return required().system
    },
    visit: async (path, options) => {
      const { browser, system } = required()
      return await openPage(browser, new URL(path, system.url).href, options)
    },
  }
}

/** Opens a page with no cookies and no storage, and watches it. */
async function openPage(browser: Browser, url: string, options?: BrowserContextOptions): Promise<RequestContext> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(SHOWN_MILLIS)
  const requests: Request[] = []
  const complaints: string[] = []
  await context.addInitScript({ content: REPORT_VIOLATIONS })
  context.on('request', (request) => requests.push(request))
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  const page = await context.newPage()
  await page.goto(url)
  return { page, requests, complaints }
}

/** Opens a page of a system that the test has started itself. @returns `null` where there is no Chromium @throws Error in CI without one */
export async function visitAlone(url: string): Promise<RequestContext | null> {
  const executablePath = requireChromium()
  return executablePath === undefined ? null : await openPage(await launch(executablePath), url)
}

// A fresh machine may have none: the rest of the tests run there. In CI it would be taken for a pass.
function requireChromium(): string | undefined {
  const executablePath = findChromium()
  if (executablePath === undefined && env['CI'] !== undefined) throw new Error(NO_CHROMIUM)
  if (executablePath === undefined) console.warn(NO_CHROMIUM)
  return executablePath
}

// One for all the files that a process runs, every visit in a context of its own; it ends with the process.
let launched: Browser | null = null

async function launch(executablePath: string): Promise<Browser> {
  if (launched?.isConnected() !== true) launched = await chromium.launch({ executablePath, args: SWITCHES })
  return launched
}

function findChromium(): string | undefined {
  const named = env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}
