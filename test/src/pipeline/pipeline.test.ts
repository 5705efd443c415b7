import { describe, expect, it } from "vitest";
import * as build from "../../builder/index.js";
import { clientHello } from "../../builder/scenario/other.js";
import { runPipeline } from "./run.js";

const PHONE = build.endpoint("10.0.0.1", 40001);
const MMSC = build.endpoint("192.0.2.10", 80);

/** A request with its answer; `keep` says which packets the tap sees. */
function capture(keep: (isUp: boolean) => boolean, answered = true) {
	const tap = new build.Tap();
	const connection = new build.TcpConnection(tap, PHONE, MMSC).open();
	connection.send("client", build.http.get("/1"));
	if (answered)
		connection.send("server", build.http.response("404 Not Found", undefined));
	connection.close();
	const packets = tap.take().filter(({ datagram }) => keep(datagram[15] === 1));
	return build.pcap(packets);
}

describe("connections of which one direction was there", () => {
	it.each([
		["both directions", () => true, true, 0],
		["requests only", (isUp: boolean) => isUp, true, 1],
		["answers only", (isUp: boolean) => !isUp, true, 1],
		["a request that nothing answered", () => true, false, 0],
	])("with %s", async (_, keep, answered, count) => {
		const pipeline = await runPipeline(capture(keep, answered));
		expect(pipeline.oneSidedConnections).toBe(count);
	});
});

it("forgets connections that turn out to carry TLS", async () => {
	const tap = new build.Tap();
	const web = new build.TcpConnection(tap, PHONE, MMSC).open();
	web.send("client", build.http.get("/1"));
	const hello = clientHello("video.example", new build.Random(1));
	for (let port = 50_000; port < 50_010; port++) {
		const phone = build.endpoint("10.0.0.1", port);
		const server = build.endpoint("192.0.2.20", 443);
		new build.TcpConnection(tap, phone, server).open().send("client", hello);
	}
	web.send("server", build.http.response("404 Not Found", undefined));
	// With one more of them, the oldest connection would have to go.
	const pipeline = await runPipeline(build.pcap(tap.take()), {
		limits: {
			reader: {},
			http: { connections: 2 },
			wap: {},
			correlation: {},
			subscriber: {},
		},
	});
	expect(pipeline.tlsNames.get("video.example")).toBe(10);
	expect(pipeline.limitHits()).toEqual({});
});

it("goes on to the latest packet, also when that is no row and clocks go back", async () => {
	const tap = new build.Tap(1_700_000_000_000_000);
	new build.TcpConnection(tap, PHONE, MMSC).open();
	const other = build.endpoint("192.0.2.99", 4000);
	for (const seconds of [1_700_000_400, 1_700_000_001]) {
		tap.time = seconds * 1_000_000;
		tap.udp(other, PHONE, build.utf8("no row"));
	}
	const pipeline = await runPipeline(build.pcap(tap.take()));
	expect(pipeline.seconds).toBe(1_700_000_400);
});

it.each([
	[1, 1_700_000_002],
	[2, 2_700_000_000],
])(
	"goes on to packets far ahead that are no rows, where there are more than one: %i",
	async (count, seconds) => {
		const tap = new build.Tap(1_700_000_000_000_000);
		new build.TcpConnection(tap, PHONE, MMSC).open();
		const other = build.endpoint("192.0.2.99", 4000);
		const mad = new Array(count).fill(2_700_000_000);
		for (const second of [1_700_000_001, ...mad, 1_700_000_002]) {
			tap.time = second * 1_000_000;
			tap.udp(other, PHONE, build.utf8("no row"));
		}
		const pipeline = await runPipeline(build.pcap(tap.take()));
		expect(pipeline.seconds).toBe(seconds);
	},
);
