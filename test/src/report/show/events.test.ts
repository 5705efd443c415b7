import { describe, expect, it } from "vitest";
import type { Exchange, Half } from "../../../../src/record.js";
import { formatMessage } from "../../../../src/report/show/show.js";
import { delivered, recipientLeg, sendLeg } from "../samples.js";

const START = 1700000000;

function half(frame: number, more: Partial<Half> = {}): Half {
	return {
		firstTime: START + frame,
		time: START + frame,
		frame,
		frames: [frame],
		bytes: 100,
		complete: true,
		retransmissions: 0,
		...more,
	};
}

function exchange(more: Partial<Exchange>): Exchange {
	return {
		type: "exchange",
		uid: "x-1",
		kind: "request",
		transport: "http",
		client: "10.20.14.31",
		clientPort: 40000,
		server: "192.0.2.10",
		serverPort: 80,
		connection: "tcp-1",
		ended: "open",
		problems: [],
		...more,
	};
}

/** The lines of the ladder of a submission. */
function ladder(exchanges: Exchange[], layers = {}, reason = "send-no-answer") {
	const send = { ...sendLeg, reason, steps: [], reasons: [] };
	const message = { ...delivered, firstTime: START, send, recipients: [] };
	const text = formatMessage(
		message,
		exchanges.map((one) => [one]),
		{ width: 100, colour: false, ...layers },
	);
	return text
		.slice(text.search(/^ +Time/m))
		.split("\n\n")[0]!
		.split("\n");
}

const connect = { firstTime: START, time: START + 3, frames: [1, 2, 3] };

describe("what ladders show of carriers", () => {
	it("connections that were not made", () => {
		const attempt = exchange({
			kind: "attempt",
			connect,
			ended: "unreachable",
			endTime: START + 4,
			endFrame: 4,
			icmp: { type: 3, code: 1 },
		});
		const lines = ladder([attempt]);
		expect(lines[2]).toMatch(/3\.000 +3 {2}├─+ SYN ─+✗│ {2}3 times, 3\.00 s$/);
		expect(lines[3]).toMatch(/◀─+ unreachable ─+┤ {2}ICMP type 3, code 1$/);
	});

	it("names that were not resolved, in a column of their own", () => {
		const attempt = exchange({
			kind: "attempt",
			server: "192.0.2.53",
			serverPort: 53,
			connect,
			dns: { name: "mmsc.example", rcode: 3 },
		});
		const post = exchange({
			request: half(9, { "http.request.method": "POST" }),
			response: half(10, { "http.response.code": 200 }),
		});
		const shown = ladder([attempt, post], { dns: true });
		expect(shown[0]).toMatch(/Client +DNS +MMSC$/);
		expect(shown[2]).toMatch(
			/├─+ DNS query ─+✗│ +│ {2}mmsc\.example, no such name$/,
		);
		expect(ladder([attempt, post]).join("\n")).not.toContain("DNS");
		const decided = ladder([attempt, post], {}, "send-dns-failed");
		expect(decided[2]).toContain("DNS query");
	});

	it("TLS, WSP Connects with their answers, and proxies that refuse", () => {
		const tls = exchange({
			kind: "attempt",
			connect,
			tls: { serverName: "mmsc.example" },
		});
		expect(ladder([tls])[2]).toMatch(
			/├─+ TLS ─+▶│ {2}mmsc\.example, encrypted$/,
		);
		const wsp = exchange({
			kind: "attempt",
			transport: "wsp",
			connect,
			request: half(5),
			response: half(6, {
				"wsp.reply.status": 0x63,
				"http.response.code": 503,
			}),
		});
		const lines = ladder([wsp]);
		expect(lines).toHaveLength(4);
		expect(lines[2]).toMatch(/├─+ WSP Connect ─+▶│$/);
		expect(lines[3]).toMatch(/│◀─+ HTTP 503 ─+┤$/);
		const proxy = exchange({
			kind: "attempt",
			connect,
			request: half(5, { "http.request.method": "CONNECT" }),
			response: half(6, { "http.response.code": 502 }),
		});
		expect(ladder([proxy])).toHaveLength(4);
		expect(ladder([proxy], { tcp: true })[2]).toContain("TCP connect");
	});

	it("requests that nobody answered, and answers that the capture lost", () => {
		const silent = exchange({
			request: half(5, { "http.request.method": "GET" }),
		});
		expect(ladder([silent])[2]).toMatch(/ {2}no answer$/);
		const lost = { ...silent, answerInGap: true };
		expect(ladder([lost])[2]).toMatch(/ {2}answer not captured$/);
		const timeout = {
			...silent,
			ended: "timeout" as const,
			endTime: START + 90,
			endFrame: 5,
		};
		expect(ladder([timeout]).at(-1)).toMatch(
			/90\.000 +5 {2}│◀─+ no answer ─+▶│$/,
		);
	});

	it("retransmissions and missing octets", () => {
		const cut = exchange({
			request: half(7, {
				"mmse.message_type": 128,
				frames: [5, 6, 7],
				bytes: 4200,
				complete: false,
				missing: 1500,
				missingCause: "network-loss",
				retransmissions: 2,
			}),
			ended: "rst",
			endedBy: "server",
			endTime: START + 8,
			endFrame: 8,
		});
		const lines = ladder([cut], { tcp: true });
		expect(lines.join(" ").replace(/ *│ *│ */g, " ")).toContain(
			"4.20 kB in 3 frames, 0 ms, 2 retransmissions, 1.50 kB missing (network-loss), frames 5-7",
		);
		expect(lines[2]).toMatch(/├─+ m-send-req ─+✗│/);
		expect(lines.at(-1)).toMatch(/│◀─+ RST ─+┤$/);
	});

	it("waits as the time that passed", () => {
		const shown = ladder([
			exchange({ request: half(1), response: half(2) }),
			exchange({ request: half(4000), response: half(400_000) }),
		]);
		expect(shown.filter((line) => line.includes("┊"))).toEqual([
			expect.stringMatching(/1 h 6 m later$/),
			expect.stringMatching(/4 d 14 h later$/),
		]);
		expect(shown.map((line) => line.slice(0, 9).trim())).toEqual([
			"Time",
			"22:13:20.",
			"1.000",
			"2.000",
			"",
			"1:06:40",
			"",
			"4d 15:06",
		]);
	});

	it("one recipient's leg alone, with the sender's name for reports", () => {
		const message = { ...delivered, send: null, recipients: [recipientLeg] };
		const report = exchange({
			kind: "push",
			request: half(3, { "mmse.message_type": 134, "mmse.status": 129 }),
		});
		const text = formatMessage(message, [[report]], {
			width: 100,
			colour: false,
		});
		expect(text).toMatch(/Sender +MMSC$/m);
		expect(text).toMatch(/│◀─+ m-delivery-ind ─+┤ {2}retrieved 0x81$/m);
	});
});
