import { expect, it } from "vitest";
import type { Signalling } from "../../../src/pipeline/signalling.js";
import { endpoint, pcap, udp, utf8 } from "../../builder/index.js";
import { runPipeline } from "./run.js";

it("hands payloads of signalling to their readers with frame and stream", async () => {
	const capture = pcap(
		[1813, 2123, 8805].flatMap((port, i) => {
			const phone = endpoint("10.0.0.1", 40000);
			const server = endpoint("192.0.2.9", port);
			const time = 1_700_000_000_000_000 + i * 1e6;
			return [
				{ time, datagram: udp(phone, server, utf8(`ask ${port}`)) },
				{ time, datagram: udp(server, phone, utf8(`answer ${port}`)) },
			];
		}),
	);
	const got: unknown[] = [];
	const note =
		(name: string): Signalling["onRadius"] =>
		(payload, stamp, stream) =>
			got.push([name, new TextDecoder().decode(payload), stamp.frame, stream]);
	await runPipeline(capture, {
		signalling: {
			onRadius: note("radius"),
			onGtpC: note("gtp-c"),
			onPfcp: note("pfcp"),
		},
	});
	expect(got).toEqual([
		["radius", "ask 1813", 1, 0],
		["radius", "answer 1813", 2, 0],
		["gtp-c", "ask 2123", 3, 1],
		["gtp-c", "answer 2123", 4, 1],
		["pfcp", "ask 8805", 5, 2],
		["pfcp", "answer 8805", 6, 2],
	]);
});
