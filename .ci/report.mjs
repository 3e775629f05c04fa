// Reads the test runner's JSON report and prints the closing line. Fails on a failed test, on a suite that did not load, on a soak
// that failed, and on a skipped browser test: that one says nothing about the browser. Tests that need data from elsewhere may be skipped.
import { readFileSync } from 'node:fs'

const [file, exitCode, soaked] = process.argv.slice(2)
const report = JSON.parse(readFileSync(file, 'utf8'))
const skipped = report.numPendingTests + report.numTodoTests
// Without any test, or with none that failed: what comes before them did.
const brokenSuites = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
)
const skippedInBrowser = report.testResults
  .filter(({ name }) => name.endsWith('.browser.test.ts'))
  .filter(({ assertionResults }) => assertionResults.some(({ status }) => status !== 'passed' && status !== 'failed'))
for (const { name, message } of brokenSuites) console.log(`did not load: ${name}\n${shortened(message)}`)
for (const { name, assertionResults } of report.testResults)
  for (const { status, fullName, failureMessages } of assertionResults)
    if (status === 'failed') console.log(`failed: ${name}: ${fullName}\n${shortened(failureMessages.join('\n'))}`)
for (const { name } of skippedInBrowser) console.log(`skipped: ${name}. Is Chromium installed?`)
if (soaked !== '0') console.log('The soak failed: it counts as a failed test.')
const failed = report.numFailedTests + brokenSuites.length + (soaked === '0' ? 0 : 1)
console.log(`${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 || skippedInBrowser.length > 0 || exitCode !== '0' || report.numPassedTests === 0 ? 1 : 0

// So that the end of a long output names what is wrong.
function shortened(text) {
  return text.slice(0, 600)
}
