import { describe, expect, it } from "vitest";
import { pdus as pduRecords } from "../../../src/index.js";
import {
	endpoint,
	fromHex,
	type Octets,
	pcap,
	pdus,
	Tap,
	wsp,
	wtp,
} from "../../builder/index.js";

// Ports that nobody registered.
const phone = endpoint("10.0.0.1", 33001);
const gateway = endpoint("10.9.9.8", 33002);

async function frames(tap: Tap): Promise<number[]> {
	const found: number[] = [];
	const capture = new Blob([Uint8Array.from(pcap(tap.take()))]);
	for await (const record of pduRecords(capture))
		found.push(record["frame.number"]);
	return found;
}

const post = wsp.post("http://mmsc/", pdus.notifyResp("T"));
const conf = wsp.reply(wsp.STATUS.ok, pdus.sendConf({ messageId: "M" }));
const notification = pdus.notification({ contentLocation: "http://h/x" });

describe("WAP on other ports", () => {
	it("is told by a Connect, with all that follows on the flow", async () => {
		const tap = new Tap();
		tap.udp(phone, gateway, wtp.invoke(1, wsp.connect()));
		tap.udp(gateway, phone, wtp.result(1, wsp.connectReply(5)));
		tap.udp(phone, gateway, wtp.invoke(2, post));
		tap.udp(gateway, phone, wtp.result(2, conf));
		expect(await frames(tap)).toEqual([3, 4]);
	});

	it("is told by a Post of an http URI over WTP", async () => {
		const tap = new Tap();
		tap.udp(phone, gateway, wtp.invoke(2, post));
		tap.udp(gateway, phone, wtp.result(2, conf));
		expect(await frames(tap)).toEqual([1, 2]);
	});

	it("is told by a connectionless Post, with its Reply", async () => {
		const tap = new Tap();
		tap.udp(phone, gateway, wsp.connectionless(9, post));
		tap.udp(gateway, phone, wsp.connectionless(9, conf));
		expect(await frames(tap)).toEqual([1, 2]);
	});

	it("is told by a push of an MMS PDU", async () => {
		const tap = new Tap();
		tap.udp(gateway, phone, wsp.connectionless(9, wsp.push(notification)));
		expect(await frames(tap)).toEqual([1]);
	});

	it("is not seen in what only looks like it", async () => {
		const others: Octets[] = [
			fromHex("123401000001000000000000037777770000010001"),
			fromHex("0E00011240032F612F00000000"),
			fromHex("0E00011201100505000000"),
			fromHex("0940046874747000"),
			wsp.connectionless(1, wsp.reply(wsp.STATUS.ok, notification)),
		];
		for (const octets of others) {
			const tap = new Tap();
			tap.udp(phone, gateway, octets);
			tap.udp(gateway, phone, wtp.result(1, conf));
			expect(await frames(tap)).toEqual([]);
		}
	});
});
