// Writes docs/errors.md from the table of problems. With --check it changes nothing and fails when the file is stale.
import { readFile, writeFile } from 'node:fs/promises'
import { problemsByStatus } from '../packages/gatehouse/src/problem/problems-by-status.ts'
import type { OwnProblem } from '../packages/gatehouse/src/problem/row.ts'

const FILE = 'docs/errors.md'

const INTRODUCTION = `<!-- Made by \`npm run docs:errors\` from packages/gatehouse/src/problem. Do not edit. -->

# Errors

Every error is \`application/problem+json\` (RFC 9457). Its \`code\` is stable, its \`type\` is the address of its section at \`/docs/errors\` of the
gateway, relative to the request, and its \`requestId\` leads to the log. 401 and 403 carry the challenge of RFC 6750.

With the local tenant, a 401 or 403 also has an \`explanation\`: what the gateway \`expected\`, what it \`found\`, and where the \`documentation\` is. With
another tenant it has one only if \`GATEHOUSE_EXPLAIN_REFUSALS\` is \`true\`. The explanation quotes claims of the token, so do not set the variable in
production.

\`\`\`json
{
  "type": "/docs/errors#scope_missing",
  "title": "Scope missing",
  "status": 403,
  "detail": "The token lacks a scope that this operation demands. It demands read:payments.",
  "code": "scope_missing",
  "requestId": "8f1c2d3e4f5a6b7c-FRA",
  "required": ["read:payments"],
  "explanation": {
    "expected": "in scope: \\"read:payments\\"",
    "found": "in scope: none; assigned as permission but not requested as scope: \\"read:payments\\"",
    "documentation": "/docs/errors#scope_missing"
  }
}
\`\`\`
`

function documentText(): string {
  const groups = problemsByStatus()
  const index = groups.map(
    ({ status, problems }) => `| ${status} | ${problems.map(([code]) => `[\`${code}\`](#${code})`).join(', ')} |`,
  )
  const sections = groups.flatMap(({ problems }) => problems.map(([code, problem]) => sectionText(code, problem)))
  return [INTRODUCTION, `| status | codes |\n|---|---|\n${index.join('\n')}\n`, ...sections].join('\n')
}

function sectionText(code: string, { status, title, detail, why, remedy }: OwnProblem): string {
  return `## ${code}\n\n**${status} ${title}.** ${escape(detail)}\n\n- *What it means:* ${why}\n- *What to do:* ${remedy}\n`
}

// A text of an answer is no markdown.
function escape(text: string): string {
  return text.replaceAll('<', '&lt;')
}

const text = documentText()
if (!process.argv.includes('--check')) await writeFile(FILE, text)
else if ((await readFile(FILE, 'utf8').catch(() => '')) !== text) {
  console.error(`${FILE} no longer matches the table of problems: run \`npm run docs:errors\` and commit it`)
  process.exitCode = 1
}
