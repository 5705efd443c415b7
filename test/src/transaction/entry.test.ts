import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/index.js";
import * as build from "../../builder/index.js";

const MMSC = build.endpoint("192.0.2.10", 80);
const PUSHER = build.endpoint("192.0.2.30", 9200);
const to = [1, 2, 3].map((digit) => `+4477009001${digit}/TYPE=PLMN`);
const { http, pdus, wsp } = build;

/** A submission to three recipients, of which the first is seen to fetch it; reports about some of them. */
function groupMessage(
	reports: readonly [recipient: number, status: number][],
	acknowledges = true,
) {
	let port = 40001;
	const tap = new build.Tap();
	const talk = (address: string, asked: Uint8Array, answer: Uint8Array) =>
		new build.TcpConnection(tap, build.endpoint(address, port++), MMSC)
			.open()
			.send("client", asked)
			.send("server", answer)
			.close();
	const push = (address: string, pdu: Uint8Array) =>
		tap.udp(
			PUSHER,
			build.endpoint(address, 2948),
			wsp.connectionless(1, wsp.push(pdu)),
		);
	const conf = http.mmsResponse(pdus.sendConf({ messageId: "M1@mmsc" }));
	talk("10.0.0.1", http.post("/mms", pdus.sendReq({ to })), conf);
	const contentLocation = "http://mmsc.example/q/1";
	push("10.0.1.1", pdus.notification({ contentLocation }));
	tap.wait(1e6);
	const about = { transactionId: "N1", messageId: "M1@mmsc", to };
	const copy = http.mmsResponse(pdus.retrieveConf(about));
	talk("10.0.1.1", http.get(contentLocation), copy);
	const acknowledged = http.post("/mms", pdus.notifyResp("N1"));
	if (acknowledges)
		talk("10.0.1.1", acknowledged, http.response("200 OK", undefined));
	for (const [recipient, status] of reports) {
		tap.wait(1e6);
		const messageId = "M1@mmsc";
		const report = { messageId, to: to[recipient - 1]!, status };
		push("10.0.0.1", pdus.delivery(report));
	}
	return analyze(build.pcap(tap.take())).toArray();
}

describe("recipients of a group message", () => {
	it("are one entry each, whatever was seen of them", async () => {
		const [message, ...others] = await groupMessage([
			[1, 0x81],
			[2, 0x80],
		]);
		expect(others).toEqual([]);
		expect(message!.recipients).toMatchObject([
			{ address: to[0], client: "10.0.1.1", reason: "retrieved-acknowledged" },
			{ address: to[1], state: "none", reason: "report-expired" },
			{ address: to[2], state: "none", reason: "send-accepted" },
		]);
	});

	it("keep their reports apart when a leg has no name", async () => {
		const [message] = await groupMessage([[2, 0x80]]);
		expect(message!.recipients).toMatchObject([
			{ client: "10.0.1.1", reason: "retrieved-acknowledged", reports: [] },
			{ address: to[1], reason: "report-expired" },
			{ state: "none", reason: "send-accepted" },
		]);
		expect(message!.recipients[0]!.address).toBe(undefined);
		expect(message!.recipients[2]!.address).toBe(undefined);
	});

	it("are not named by what is left over from reports", async () => {
		const reports: [number, number][] = [
			[1, 0x81],
			[2, 0x80],
		];
		const [message] = await groupMessage(reports, false);
		expect(message!.recipients.map(({ address }) => address)).toEqual([
			undefined,
			to[0],
			to[1],
		]);
	});
});
