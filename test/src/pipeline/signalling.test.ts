import { expect, it } from "vitest";
import { CaptureReader } from "../../../src/capture/reader.js";
import { bytesSource } from "../../../src/capture/source.js";
import { Pipeline } from "../../../src/pipeline/pipeline.js";
import type { Signalling } from "../../../src/pipeline/signalling.js";
import { endpoint, pcap, udp, utf8 } from "../../builder/index.js";
import { sharedCore } from "../../read.js";

it("hands payloads of signalling to their readers with frame and stream", async () => {
	const core = await sharedCore();
	const server = "192.0.2.9";
	const octets = pcap(
		[1813, 2123, 8805].flatMap((port, i) => {
			const [a, b] = [endpoint("10.0.0.1", 40000), endpoint(server, port)];
			const time = 1_700_000_000_000_000 + i * 1e6;
			return [
				{ time, datagram: udp(a, b, utf8(`ask ${port}`)) },
				{ time, datagram: udp(b, a, utf8(`answer ${port}`)) },
			];
		}),
	);
	const got: unknown[] = [];
	const note =
		(name: string): Signalling["onRadius"] =>
		(payload, stamp, stream) =>
			got.push([name, new TextDecoder().decode(payload), stamp.frame, stream]);
	const reader = new CaptureReader(core, [bytesSource(octets, "x")]);
	const pipeline = new Pipeline({
		reader,
		core,
		sink: {},
		limits: { reader: {}, http: {}, wap: {}, correlation: {} },
		manyCaptures: false,
		mmsc: [],
		signalling: {
			onRadius: note("radius"),
			onGtpC: note("gtp-c"),
			onPfcp: note("pfcp"),
		},
	});
	for (;;) {
		const rows = await reader.next();
		if (!rows) break;
		pipeline.process(rows);
	}
	expect(got).toEqual([
		["radius", "ask 1813", 1, 0],
		["radius", "answer 1813", 2, 0],
		["gtp-c", "ask 2123", 3, 1],
		["gtp-c", "answer 2123", 4, 1],
		["pfcp", "ask 8805", 5, 2],
		["pfcp", "answer 8805", 6, 2],
	]);
});
