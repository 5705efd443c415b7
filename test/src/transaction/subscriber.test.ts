import { describe, expect, it } from "vitest";
import type { Exchange, Identity, Message } from "../../../src/record.js";
import { Archive } from "../../../src/transaction/archive.js";
import { Clients } from "../../../src/transaction/client.js";
import { Correlator } from "../../../src/transaction/correlate.js";
import { Evidence } from "../../../src/transaction/evidence.js";
import { PhoneKey } from "../../../src/transaction/phone.js";
import { A, B, POST, Story, T0, TO } from "./exchange.js";

const ALICE = { number: "+447900000001", imsi: "234150000000001" };
const BOB = { number: "+447900000002", imsi: "234150000000002" };
const INSERT = "<insert address>";

function identity(
	who: Partial<Identity>,
	address: string,
	from: number,
	to?: number,
): Identity {
	return {
		type: "identity",
		address,
		from: T0 + from,
		...(to !== undefined && { to: T0 + to }),
		source: "radius",
		...who,
	};
}

/** Messages of records in this order. */
function correlate(records: readonly (Exchange | Identity)[]): Message[] {
	const messages: Message[] = [];
	const correlator = new Correlator({ onMessage: (one) => messages.push(one) });
	for (const record of records)
		if (record.type === "identity") correlator.onIdentity(record);
		else correlator.onExchange(record);
	correlator.finish(T0 + 1000);
	return messages;
}

const send = (from = INSERT) => ({
	...POST,
	"mmse.message_type": 0x80,
	"mmse.transaction_id": "T1",
	"mmse.from": from,
	"mmse.to": [TO],
});
const sendConf = {
	"mmse.message_type": 0x81,
	"mmse.transaction_id": "T1",
	"mmse.response_status": 0x80,
	"mmse.message_id": "M1@mmsc.example",
};
const notification = (id: string, url: string) => ({
	"mmse.message_type": 0x82,
	"mmse.transaction_id": id,
	"mmse.content_location": url,
});
const retrieved = (id: string) => ({
	"http.response.code": 200,
	"mmse.message_type": 0x84,
	"mmse.message_id": `${id}@mmsc.example`,
});
const respond = (id: string) => ({
	...POST,
	"mmse.message_type": 0x83,
	"mmse.transaction_id": id,
	"mmse.status": 0x81,
});

describe("a leg of a known subscriber", () => {
	it("has number, IMSI and access of who had the address then", () => {
		const story = new Story();
		story.wait(5).http(A, send(), sendConf);
		const access = { apn: "mms", rat: "EUTRAN", cell: "234-15-1-2" };
		const [message] = correlate([
			identity({ ...BOB }, A, -100, 0),
			identity({ ...ALICE, access }, A, 1),
			...story.exchanges,
		]);
		expect(message?.send).toMatchObject({
			...ALICE,
			numberSource: "radius",
			access,
		});
		expect(message?.from).toBe(ALICE.number);
	});

	it("is known also by what is told after its exchanges", () => {
		const story = new Story();
		story.wait(5).http(A, send(), sendConf);
		const [message] = correlate([
			...story.exchanges,
			identity({ ...ALICE }, A, 0, 60),
		]);
		expect(message?.send).toMatchObject({ ...ALICE, numberSource: "radius" });
	});

	it("is nobody before the lease and after it", () => {
		const story = new Story();
		story.wait(5).http(A, send(), sendConf);
		const [message] = correlate([
			identity({ ...ALICE }, A, -100, 0),
			identity({ ...BOB }, A, 60),
			...story.exchanges,
		]);
		expect(message?.send?.number).toBe(undefined);
		expect(message?.send?.imsi).toBe(undefined);
	});

	it("is named by a header before all else, and by From after all else", () => {
		const story = new Story();
		story.http(A, { ...send(), number: "447900000009" }, sendConf);
		const known = identity({ ...ALICE }, A, -1);
		const [message] = correlate([known, ...story.exchanges]);
		expect(message?.send).toMatchObject({
			number: "447900000009",
			numberSource: "header",
			imsi: ALICE.imsi,
		});
		const own = new Story();
		own.http(A, send("+44-7900-000003/TYPE=PLMN"), sendConf);
		expect(correlate(own.exchanges)[0]?.send).toMatchObject({
			number: "+447900000003",
			numberSource: "from",
		});
		expect(correlate([known, ...own.exchanges])[0]?.send).toMatchObject({
			number: ALICE.number,
			numberSource: "radius",
		});
		const mail = new Story();
		mail.http(A, send("a@b.example"), sendConf);
		expect(correlate(mail.exchanges)[0]?.send?.number).toBe(undefined);
	});

	it("is known by the address and IMSI that a gateway tells", () => {
		const story = new Story();
		story.http(B, { ...send(), clientAddress: A }, sendConf);
		const [message] = correlate([
			identity({ ...ALICE }, A, -1),
			identity({ ...BOB }, B, -1),
			...story.exchanges,
		]);
		expect(message?.send).toMatchObject(ALICE);
		const named = new Story();
		named.http(B, { ...send(), imsi: BOB.imsi }, sendConf);
		expect(correlate(named.exchanges)[0]?.send?.imsi).toBe(BOB.imsi);
	});

	it("is told by its tunnel where two networks use one address", () => {
		const story = new Story();
		const outer: [string, string] = ["192.0.2.50", "192.0.2.99"];
		const through = (teid: number) => ({
			scope: "gtp-192.0.2.50-192.0.2.99",
			tunnel: { type: "gtp", outer, teid },
		});
		story.http(A, send(), sendConf, through(1));
		story.http(A, send(), sendConf, through(2));
		story.http(A, send(), sendConf);
		const at = (teid: number) => ({
			source: "gtp-c",
			gateway: `192.0.2.${teid}`,
			tunnels: [{ address: "192.0.2.99", teid }],
		});
		const messages = correlate([
			identity({ ...ALICE, ...at(1) }, A, -9),
			identity({ ...BOB, ...at(2) }, A, -8),
			...story.exchanges,
		]);
		const numbers = messages.map((message) => message.send?.number);
		expect(numbers).toEqual([ALICE.number, BOB.number, undefined]);
	});

	it("is found by IPv6 prefix", () => {
		const story = new Story();
		story.http("2001:db8:1:2:3:4:5:6", send(), sendConf);
		const known = identity({ ...ALICE }, "2001:db8:1:2::/64", -1);
		expect(correlate([known, ...story.exchanges])[0]?.send?.number).toBe(
			ALICE.number,
		);
	});
});

describe("joining by subscriber", () => {
	/** Notification at one address, the answer to it 30 s later at another or the same. */
	function twoSteps(first: string, second: string): Story {
		const story = new Story();
		story.push(first, notification("N1", "http://mmsc.example/a?id=1"));
		story.wait(30).http(second, respond("N1"), { "http.response.code": 200 });
		return story;
	}

	it("follows the number from one address to the next", () => {
		const { exchanges } = twoSteps(A, B);
		expect(correlate(exchanges)).toHaveLength(2);
		const known = [
			identity({ ...ALICE }, A, -5, 10),
			identity({ ...ALICE }, B, 15),
		];
		expect(correlate([...known, ...exchanges])).toHaveLength(1);
	});

	it("follows the IMSI where no number is known", () => {
		const { exchanges } = twoSteps(A, B);
		const { imsi } = ALICE;
		const known = [
			identity({ imsi, source: "pfcp" }, A, -5, 10),
			identity({ imsi, source: "pfcp" }, B, 15),
		];
		expect(correlate([...known, ...exchanges])).toHaveLength(1);
	});

	it("ends where the address goes to another subscriber", () => {
		const { exchanges } = twoSteps(A, A);
		expect(correlate(exchanges)).toHaveLength(1);
		const known = [
			identity({ ...ALICE }, A, -5, 10),
			identity({ ...BOB }, A, 15),
		];
		expect(correlate([...known, ...exchanges])).toHaveLength(2);
		expect(correlate([...exchanges, ...known])).toHaveLength(2);
	});

	it("gives nobody the failed connections of who had the address before", () => {
		const story = new Story();
		story.http(A, undefined, undefined, {
			kind: "attempt",
			connect: { time: T0 + 1, firstTime: T0, frames: [1] },
			ended: "rst",
			endTime: T0 + 1,
			endFrame: 2,
		});
		story.wait(60).http(A, send(), sendConf);
		const attemptsOf = (records: Identity[]) =>
			correlate([...records, ...story.exchanges])[0]?.send?.attempts;
		expect(attemptsOf([])).toBe(2);
		const known = [
			identity({ ...BOB }, A, -9, 20),
			identity({ ...ALICE }, A, 30),
		];
		expect(attemptsOf(known)).toBe(1);
		expect(attemptsOf([identity({ ...ALICE }, A, -9)])).toBe(2);
	});

	it("ends where a lease of the address begins", () => {
		const { exchanges } = twoSteps(A, A);
		const known = [identity({ ...BOB }, A, 15)];
		expect(correlate([...known, ...exchanges])).toHaveLength(2);
	});

	it("goes on within a lease, also where another network has the address", () => {
		const { exchanges } = twoSteps(A, A);
		const known = [
			identity({ ...ALICE, gateway: "g" }, A, -5, 100),
			identity({ ...BOB, gateway: "h" }, A, 15),
		];
		expect(correlate([...known, ...exchanges])).toHaveLength(1);
	});

	it("does not take a phone's new subscriber for a gateway", () => {
		const story = new Story();
		const urls = ["http://mmsc.example/1", "http://mmsc.example/2"];
		for (const [i, url] of urls.entries()) {
			story.push(A, notification("N1", url));
			story.http(
				A,
				{ "http.request.method": "GET" },
				{ ...retrieved(`R${i}`), "mmse.transaction_id": "N1" },
				{ url },
			);
			story.http(A, respond("N1"), { "http.response.code": 200 });
			story.wait(60);
		}
		const messages = correlate([
			identity({ ...ALICE }, A, -5, 20),
			identity({ ...BOB }, A, 40),
			...story.exchanges,
		]);
		expect(
			messages.map(({ recipients: [leg] }) => [leg?.number, leg?.reason]),
		).toEqual([
			[ALICE.number, "retrieved-acknowledged"],
			[BOB.number, "retrieved-acknowledged"],
		]);
	});
});

it("knows a gateway that tells the addresses of two subscribers", () => {
	const GATEWAY = "10.9.9.7";
	const [one, other] = [A, B].map((clientAddress) => {
		const story = new Story();
		story.http(GATEWAY, { ...send(), clientAddress }, sendConf);
		const [exchange] = story.exchanges;
		const evidence = new Evidence(new Archive(), "send", exchange!);
		const who = clientAddress === A ? ALICE : BOB;
		evidence.subscriber = { ...who, source: "radius", from: T0, to: T0 + 9 };
		return evidence;
	});
	const clients = new Clients(10);
	const phone = new PhoneKey();
	const client = clients.touch(phone.ofPhone(one!), T0);
	clients.learn(one!, client, ALICE.number);
	expect(clients.isShared(one!.client, T0)).toBe(false);
	expect(clients.touch(phone.ofPhone(other!), T0)).toBe(client);
	clients.learn(other!, client, BOB.number);
	expect(clients.isShared(one!.client, T0)).toBe(true);
});

it("counts addresses that its limit ended", () => {
	const correlator = new Correlator({
		onMessage: () => {},
		subscriberAddresses: 1,
	});
	correlator.onIdentity(identity({ ...ALICE }, A, 0));
	correlator.onIdentity(identity({ ...BOB }, B, 0));
	expect(correlator.summary.limits["subscriber-addresses"]).toBe(1);
});
