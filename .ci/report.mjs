// Reads the test runner's JSON report and prints the closing line. Fails on a failed test, a suite that did not load, or a
// skipped test: a browser test that was skipped says nothing about the browser.
import { readFileSync } from 'node:fs'

const [file, exitCode, soaked] = process.argv.slice(2)
const report = JSON.parse(readFileSync(file, 'utf8'))
const skipped = report.numPendingTests + report.numTodoTests
const brokenSuites = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
)
for (const { name } of brokenSuites) console.log(`did not load: ${name}`)
if (skipped > 0) console.log('A skipped test counts as a failure here: is Chromium installed?')
if (soaked !== '0') console.log('The soak failed: it counts as a failed test.')
const failed = report.numFailedTests + brokenSuites.length + (soaked === '0' ? 0 : 1)
console.log(`${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 || skipped > 0 || exitCode !== '0' || report.numPassedTests === 0 ? 1 : 0
