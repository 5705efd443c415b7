// Writes docs/limits.md, docs/problems.md and docs/reasons.md from the tables of the source, and what the example of
// README.md prints from the built program (npm run docs).
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { limitDefaults } from "../src/limits.js";
import { PROBLEMS } from "../src/problem.js";
import { REASONS, type Reason } from "../src/transaction/reasons.js";
import { STATES, type State } from "../src/transaction/states.js";

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

Why a leg of a message ended as it did, and how far it got. \`mmstrace explain NAME\` prints one of them.
Generated from \`src/transaction/reasons.ts\` and \`states.ts\` by \`npm run docs\`.

${Object.entries(table)
	.map(([name, reason]) => reasonBlock(name, reason))
	.join("\n")}
# States

How far a leg got: the furthest state that it reached.

${Object.entries(STATES).map(stateBlock).join("\n")}`;
}

function stateBlock([name, state]: [string, State]): string {
	const whose = state.leg === "both" ? "either side" : `the ${state.leg}`;
	return `## \`${name}\`

${state.title}
Leg of ${whose}. Entered by: ${state.entered}

Next: ${state.next}
`;
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

/** What `--limit NAME` bounds, and in what unit. */
export const LIMIT_WORDS: Readonly<
	Record<string, [unit: string, what: string]>
> = {
	flows: ["count", "TCP and UDP flows in the core's table"],
	tunnels: ["count", "tunnels told apart; what comes later is one scope"],
	"dns-queries": [
		"count",
		"names that are being resolved; beyond it the oldest is given up",
	],
	"dns-answer": ["seconds", "address after the first DNS query for a name"],
	"fragment-datagrams": ["count", "IP datagrams that wait for fragments"],
	"fragment-octets": ["octets", "all fragments that wait"],
	"fragment-time": ["seconds", "waiting of a datagram for its fragments"],
	"tcp-buffer": [
		"octets",
		"waiting for a missing segment, each direction of a connection",
	],
	"tcp-buffers": ["octets", "the same, all connections"],
	body: ["octets", "of one HTTP body that are kept"],
	bodies: ["octets", "of all HTTP bodies under way"],
	connections: ["count", "TCP connections that are read"],
	"open-pairs": ["count", "requests of a connection that wait for answers"],
	"http-search": [
		"octets",
		"searched for a message in a connection that began before the capture",
	],
	"http-answer": ["seconds", "from a request to its answer"],
	"http-stall": ["seconds", "a message may stop in its middle"],
	"tcp-idle": ["seconds", "a connection may be silent"],
	"wtp-message": ["octets", "of one WTP message"],
	"wtp-partial": ["octets", "of all incomplete WTP messages"],
	"wtp-remembered": ["octets", "of WTP messages remembered to tell repeats"],
	"open-transactions": [
		"count",
		"WTP transactions that are open, and as many that are remembered",
	],
	sessions: ["count", "WSP sessions and address pairs that are remembered"],
	"wtp-answer": ["seconds", "a WTP transaction may be silent"],
	"wtp-settle": [
		"seconds",
		"waiting for packets that an Abort or last Ack overtook",
	],
	"wtp-remember": ["seconds", "a finished transaction is remembered"],
	"connectionless-answer": [
		"seconds",
		"from a connectionless request to its reply",
	],
	attempts: [
		"count",
		"failed attempts kept until their server turns out to be one of MMS",
	],
	"subscriber-sessions": [
		"count",
		"sessions of RADIUS, of GTP-C and of PFCP that are open",
	],
	"subscriber-requests": [
		"count",
		"requests of GTP-C and of PFCP that wait for answers",
	],
	"subscriber-addresses": [
		"count",
		"addresses whose subscribers are remembered",
	],
	"message-idle": [
		"seconds",
		"without an event after which a message is written",
	],
	"report-wait": [
		"seconds",
		"waiting for a delivery report that was asked for",
	],
	"open-messages": ["count", "messages that are open"],
	"message-exchanges": ["count", "exchanges of one message"],
	clients: ["count", "clients whose numbers and user agents are remembered"],
	"acknowledgement-wait": ["seconds", "from a download to its acknowledgement"],
	"notification-answer": [
		"seconds",
		"from a notification to a reaction of the phone",
	],
	"clock-tolerance": ["seconds", "by which clocks may differ"],
	"hop-time": ["seconds", "within which an exchange that is seen twice is one"],
	"part-octets": ["octets", "one part that `mmstrace parts` writes"],
	"parts-octets": ["octets", "all parts that `mmstrace parts` writes"],
	"parts-files": ["count", "parts that `mmstrace parts` writes"],
};

/** Text of docs/limits.md. */
export function limitsPage(): string {
	const rows = Object.entries(limitDefaults()).map(([name, value]) => {
		const [unit, what] = LIMIT_WORDS[name] ?? ["?", "?"];
		return `| \`${name}\` | ${value.toLocaleString("en-US")} | ${unit} | ${what} |`;
	});
	return `# Limits

Bounds that \`--limit NAME=VALUE\` (in the library: \`limits\`) changes. Seconds are of capture time.
Generated from \`src/limits.ts\` by \`npm run docs\`.

| name | default | unit | bounds |
|---|---|---|---|
${rows.join("\n")}
`;
}

/** What README.md shows of the example, as wide as it is shown there. */
export function exampleOutput(): string {
	return execFileSync(
		process.execPath,
		["dist/cli.js", "--format", "table", "examples/mms.pcapng"],
		{ encoding: "utf8", env: { ...process.env, COLUMNS: "110" } },
	);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	writeFileSync("docs/limits.md", limitsPage());
	writeFileSync("docs/problems.md", problemsPage());
	writeFileSync("docs/reasons.md", reasonsPage());
	const readme = readFileSync("README.md", "utf8");
	writeFileSync(
		"README.md",
		readme.replace(/(?<=^```text\n).*?(?=^```$)/ms, () => exampleOutput()),
	);
}
