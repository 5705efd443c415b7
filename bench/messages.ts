/**
 * Memory and time of the correlator over any number of messages: four exchanges each, made as they are needed. Prints a
 * line per tenth of the run and appends one to `bench/results.jsonl`.
 *
 *     npm run build && npm run bench:messages -- [--messages 10000000] [--rate 5] [--no-record]
 */
import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Exchange, Half } from "../src/record.js";
import { circumstances, table } from "./measure.js";

// What ships, not what tsx makes of the source.
const { Correlator } = await import(
	"../dist/transaction/correlate.js" as string
);

const { values } = parseArgs({
	options: {
		messages: { type: "string", default: "1000000" },
		rate: { type: "string", default: "5" },
		"no-record": { type: "boolean", default: false },
	},
});
const messages = Number(values.messages);
const START = 1_700_000_000;
const TENTH = Math.ceil(messages / 10);

let frame = 0;

function half(time: number, fields: Partial<Half>): Half {
	frame++;
	return {
		firstTime: time,
		time,
		frame,
		frames: [frame],
		bytes: 500,
		complete: true,
		retransmissions: 0,
		...fields,
	};
}

function exchange(
	name: string,
	client: string,
	request: Half,
	about: Partial<Exchange>,
): Exchange {
	return {
		type: "exchange",
		uid: `x-${name}`,
		kind: "request",
		transport: "http",
		client,
		clientPort: 40000,
		server: "192.0.2.10",
		serverPort: 80,
		connection: `tcp-${name}`,
		request,
		ended: "open",
		problems: [],
		...about,
	};
}

/** A message that is sent, notified, fetched and acknowledged. */
function lifeOf(index: number, time: number): Exchange[] {
	const [a, b] = [index & 255, (index >> 8) & 255];
	const sender = `10.1.${b}.${a}`;
	const phone = `10.2.${a}.${b}`;
	const to = `+4479${String(index % 1e8).padStart(8, "0")}`;
	const url = `http://mmsc.example/mms/${index.toString(36)}xyz`;
	const ids = { "mmse.transaction_id": `N${index}` };
	const messageId = `${index}@mmsc.example`;
	return [
		exchange(
			`s${index}`,
			sender,
			half(time, {
				"mmse.message_type": 0x80,
				"mmse.transaction_id": `T${index}`,
				"mmse.to": [to],
				bodyHash: `b${index}`,
			}),
			{
				response: half(time + 1, {
					"mmse.message_type": 0x81,
					"mmse.transaction_id": `T${index}`,
					"mmse.response_status": 0x80,
					"mmse.message_id": messageId,
					"http.response.code": 200,
				}),
			},
		),
		exchange(
			`n${index}`,
			phone,
			half(time + 2, {
				"mmse.message_type": 0x82,
				"mmse.content_location": url,
				...ids,
			}),
			{ kind: "push", transport: "wsp-push" },
		),
		exchange(
			`g${index}`,
			phone,
			half(time + 3, { "http.request.method": "GET" }),
			{
				url,
				response: half(time + 4, {
					"mmse.message_type": 0x84,
					"mmse.message_id": messageId,
					"mmse.to": [to],
					"http.response.code": 200,
					...ids,
				}),
			},
		),
		exchange(
			`r${index}`,
			phone,
			half(time + 5, {
				"mmse.message_type": 0x83,
				"mmse.status": 0x81,
				...ids,
			}),
			{ response: half(time + 6, { "http.response.code": 204 }) },
		),
	];
}

let written = 0;
let delivered = 0;
const correlator = new Correlator({
	onMessage: ({ verdict }: { verdict: string }) => {
		written++;
		if (verdict === "delivered") delivered++;
	},
});
const rows: string[][] = [["messages", "written", "seconds", "rss MB"]];
const started = performance.now();
let peak = 0;
for (let index = 0; index < messages; index++) {
	const time = START + index / Number(values.rate);
	for (const one of lifeOf(index, time)) correlator.onExchange(one);
	if ((index + 1) % TENTH !== 0 && index + 1 !== messages) continue;
	const rss = process.memoryUsage.rss();
	peak = Math.max(peak, rss);
	const seconds = (performance.now() - started) / 1000;
	const row = [index + 1, written, seconds.toFixed(0), (rss / 1e6).toFixed(0)];
	rows.push(row.map(String));
	console.error(row.join(" "));
}
correlator.finish();
if (written !== messages || delivered !== messages)
	throw new Error(`${written} messages, ${delivered} delivered`);
console.log(table(rows));
if (!values["no-record"]) {
	const seconds = Math.round((performance.now() - started) / 1000);
	const peakMB = Math.round(peak / 1e6);
	const line = {
		bench: "messages",
		...circumstances(),
		messages,
		rate: values.rate,
		seconds,
		peakMB,
	};
	const file = fileURLToPath(new URL("results.jsonl", import.meta.url));
	appendFileSync(file, `${JSON.stringify(line)}\n`);
}
