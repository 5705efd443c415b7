// Writes docs/problems.md and docs/reasons.md from the tables of the source (npm run docs).
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { PROBLEMS } from "../src/problem.js";
import { REASONS, type Reason } from "../src/transaction/reasons.js";

/** Text of docs/problems.md. */
export function problemsPage(): string {
	const rows = Object.entries(PROBLEMS).map(
		([code, sentence]) =>
			`| \`${code}\` | ${sentence.replaceAll("|", "\\|")} |`,
	);
	return `# Problems

Oddities about octets, as they stand in the \`problems\` of records. They never stop the work.
Generated from \`src/problem.ts\` by \`npm run docs\`.

| code | meaning |
|---|---|
${rows.join("\n")}
`;
}

/** Text of docs/reasons.md. */
export function reasonsPage(): string {
	const table: Readonly<Record<string, Reason>> = REASONS;
	return `# Reasons

Why a leg of a message ended as it did. \`mmstrace explain REASON\` prints one of them.
Generated from \`src/transaction/reasons.ts\` by \`npm run docs\`.

${Object.entries(table)
	.map(([name, reason]) => reasonBlock(name, reason))
	.join("\n")}`;
}

function reasonBlock(name: string, reason: Reason): string {
	const fault = reason.fault ? `, look first at: ${reason.fault}` : "";
	return `## ${name}

${reason.title}
Verdict **${reason.verdict}**, outcome \`${reason.outcome}\`${fault}.

Evidence: ${reason.evidence}

Likely causes:

${reason.causes.map((cause) => `- ${cause}`).join("\n")}

Next: ${reason.next}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	writeFileSync("docs/problems.md", problemsPage());
	writeFileSync("docs/reasons.md", reasonsPage());
}
