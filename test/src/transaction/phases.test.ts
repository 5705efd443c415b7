import { describe, expect, test } from "vitest";
import type { Leg, Message } from "../../../src/record.js";
import {
	http,
	mmse,
	type Octets,
	pdus,
	type SendOptions,
	type Side,
	type TcpConnection,
	wsp,
	wtp,
} from "../../builder/index.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";
import * as s from "./reasons/scene.js";

const SIZE = 500;
const LARGE = mmse.photoBody(new Uint8Array(1600).fill(7), "Hello");
const M1 = "M1-mmsc-example";

/** Frames that first carried the first and the last octet of a message, whatever was lost or repeated. */
interface Sent {
	first: number;
	last: number;
	/** Segments that were seen again before the message was complete. */
	repeats: number;
}

/**
 * A message in segments: the second one is lost before the capture and sent again after the last one, the first and the
 * last pass twice. So the last octet comes before the frame that completes the message, and repeats come after it.
 */
function sendBadly(
	scene: s.Scene,
	connection: TcpConnection,
	[from, octets]: readonly [Side, Octets],
): Sent {
	const count = Math.ceil(octets.length / SIZE);
	const options: SendOptions = {
		sizes: SIZE,
		missing: [1],
		duplicate: [0],
		retransmit: [1, count - 1],
		acknowledge: "end",
	};
	const first = scene.next;
	connection.send(from, octets, options);
	// Twice the first, then the others without the second.
	return { first, last: first + count - 1, repeats: 1 };
}

async function only(scene: s.Scene): Promise<Message> {
	const messages = await scene.run();
	expect(messages.map(({ reason }) => reason)).toHaveLength(1);
	return messages[0]!;
}

const shown: string[] = [];

/** All phases of the leg are these, to the microsecond. */
function expectPhases(leg: Leg, phases: Record<string, number>): void {
	shown.push(...Object.keys(phases));
	const { age_at_retrieval: _, ...own } = leg.phases;
	expect(own).toEqual(phases);
}

describe("phases of a submission", () => {
	test("connect, upload, submit-wait and submit-total", async () => {
		const scene = new s.Scene();
		const connection = scene.dial();
		const syn = scene.next;
		connection.syn();
		connection.syn();
		connection.synAck().ack("client");
		const usable = scene.frames;
		const request = http.post("/mms", s.sendReq({ content: LARGE }));
		const asked = sendBadly(scene, connection, ["client", request]);
		scene.rest(0.3);
		const headers = [`X-Trace: ${"0123456789".repeat(150)}`];
		const answer = http.mmsResponse(s.conf(), { headers });
		const answered = sendBadly(scene, connection, ["server", answer]);
		connection.close();
		const { send } = await only(scene);
		expectPhases(send!, {
			connect: scene.between(syn, usable),
			upload: scene.between(asked.first, asked.last),
			submit_wait: scene.between(asked.last, answered.first),
			submit_total: scene.between(asked.first, answered.last),
		});
		// The last segments came again, too, before the client acknowledged the answer.
		const repeats = asked.repeats + 1 + answered.repeats + 1;
		expect(send!.retransmissions).toBe(1 + repeats);
	});

	test("are those of the attempt that decided", async () => {
		const scene = new s.Scene();
		const first = scene.submit();
		first.connection.rst("server");
		scene.rest(60);
		const syn = scene.next;
		const second = scene.submit(s.conf());
		second.connection.close();
		const { send } = await only(scene);
		expect(send!.attempts).toBe(2);
		expectPhases(send!, {
			connect: scene.between(syn, syn + 2),
			upload: 0,
			submit_wait: scene.between(second.asked, second.answered),
			submit_total: scene.between(second.asked, second.answered),
		});
	});

	test("submit-total needs an m-send-conf", async () => {
		const scene = new s.Scene();
		const { connection, asked, answered } = scene.post(
			s.A,
			s.sendReq(),
			s.status("503 Busy"),
		);
		connection.close();
		const { send } = await only(scene);
		expectPhases(send!, {
			connect: scene.between(1, 3),
			upload: 0,
			submit_wait: scene.between(asked, answered),
		});
	});

	test("connect is that of the WSP session", async () => {
		const scene = new s.Scene();
		const session = scene.session(s.A).open();
		session.invoke(wsp.post(`${s.HOST}/mms`, s.sendReq()));
		session.result(wsp.reply(0x20, s.conf()));
		scene.later();
		const { send } = await only(scene);
		expect(send!.phases.connect).toBe(scene.between(1, 2));
	});
});

describe("phases of a recipient", () => {
	test("notify-transfer of a push in parts, one of them twice", async () => {
		const scene = new s.Scene();
		const session = scene.session().open();
		const pdu = pdus.notification({
			contentLocation: s.URL,
			subject: "Greetings ".repeat(30),
		});
		const sdu = wsp.push(pdu, { confirmed: true });
		const options = { transactionClass: 1, size: 150 } as const;
		const packets = wtp.segmented("invoke", 0x700, sdu, options);
		const first = scene.next;
		for (const packet of packets) session.down(packet);
		const last = scene.frames;
		session.down(packets[0]!);
		session.up(wtp.ack(0x700, { responder: true }));
		const { recipients } = await only(scene);
		expectPhases(recipients[0]!, {
			notify_transfer: scene.between(first, last),
		});
		expect(recipients[0]!.retransmissions).toBe(1);
	});

	test("notify-to-get, retrieve-wait, download, ack-delay and ack-answer", async () => {
		const scene = new s.Scene();
		const notified = scene.notify();
		const connection = scene.dial(s.B).open();
		const usable = scene.frames;
		const asked = scene.next;
		connection.send("client", http.get(s.URL), { retransmit: [0] });
		scene.rest(0.3);
		const answer = http.mmsResponse(s.retrieveConf({ content: LARGE }));
		const got = sendBadly(scene, connection, ["server", answer]);
		scene.rest(0.2);
		const response = http.post("/mms", pdus.notifyResp("N1"));
		const acked = scene.next;
		connection.send("client", response, { retransmit: [0] });
		scene.rest(0.1);
		const noted = scene.next;
		connection.send("server", s.NOTED).close();
		const { recipients } = await only(scene);
		expectPhases(recipients[0]!, {
			connect: scene.between(usable - 2, usable),
			notify_transfer: 0,
			notify_to_get: scene.between(notified, asked),
			notify_to_response: scene.between(notified, acked),
			retrieve_wait: scene.between(asked, got.first),
			download: scene.between(got.first, got.last),
			ack_delay: scene.between(got.last, acked),
			ack_answer: scene.between(acked, noted),
		});
		expect(recipients[0]!.retransmissions).toBe(2 + got.repeats);
	});

	test("notify-to-response is the first answer, ack-delay the one after the download", async () => {
		const scene = new s.Scene();
		const notified = scene.notify();
		const deferred = scene.respond(0x83);
		scene.rest(30);
		const got = scene.retrieve({ transactionId: "R1" });
		const acked = scene.post(s.B, pdus.acknowledge("R1"), s.NOTED);
		const { recipients } = await only(scene);
		expect(recipients[0]!.phases).toMatchObject({
			notify_to_response: scene.between(notified, deferred.asked),
			ack_delay: scene.between(got.answered, acked.asked),
			ack_answer: scene.between(acked.asked, acked.answered),
		});
	});

	test("download ends at the last data, not at the FIN that completes it", async () => {
		const scene = new s.Scene();
		scene.notify();
		const { connection } = scene.fetch();
		const body = s.retrieveConf({ content: LARGE });
		const answer = http.mmsResponse(body, { untilClose: true });
		const first = scene.next;
		connection.send("server", answer, { sizes: SIZE, acknowledge: "end" });
		const last = scene.frames - 1;
		scene.rest(20);
		connection.close("server");
		const { recipients } = await only(scene);
		const [leg] = recipients;
		expect(leg!.phases.download).toBe(scene.between(first, last));
		const step = leg!.steps.find(({ event }) => event === "m-retrieve-conf")!;
		expect(step.frame).toBe(last + 2);
	});

	test("are those of the retrieval that decided", async () => {
		const scene = new s.Scene();
		const notified = scene.notify();
		const failed = scene.fetch(s.status("503 Busy"));
		failed.connection.close();
		scene.rest(60);
		const got = scene.retrieve();
		got.connection.close();
		const { recipients } = await only(scene);
		expect(recipients[0]!.phases).toMatchObject({
			notify_to_get: scene.between(notified, failed.asked),
			retrieve_wait: scene.between(got.asked, got.answered),
		});
	});

	test("age-at-retrieval uses the server's clock", async () => {
		const scene = new s.Scene();
		scene.rest(100);
		const { answered } = scene.retrieve({ date: 1_700_000_000 });
		const { recipients } = await only(scene);
		const { phases } = recipients[0]!;
		shown.push("age_at_retrieval");
		expect(phases.age_at_retrieval).toBeCloseTo(
			100 + scene.between(1, answered) + 0.2,
			6,
		);
	});

	test("a refused retrieval brings no message: no age, no acknowledgement", async () => {
		const scene = new s.Scene();
		scene.notify();
		const refused = pdus.retrieveError(0xe1, "no");
		scene.fetch(http.mmsResponse(refused)).connection.close();
		const { recipients } = await only(scene);
		expect(Object.keys(recipients[0]!.phases).sort()).toEqual([
			"connect",
			"download",
			"notify_to_get",
			"notify_transfer",
			"retrieve_wait",
		]);
	});
});

describe("phases of both sides", () => {
	test("relay, end-to-end, report-delay, read-delay and read-report-delay", async () => {
		const scene = new s.Scene();
		const sent = scene.submit(s.conf(), { deliveryReport: true });
		const notified = scene.notify();
		const deferred = scene.respond(0x83);
		scene.push(s.delivery(0x83), s.A);
		const got = scene.retrieve({ messageId: M1, transactionId: "R1" });
		const acked = scene.post(s.B, pdus.acknowledge("R1"), s.NOTED);
		scene.rest(0.7);
		const reported = scene.push(s.delivery(0x81), s.A);
		scene.rest(5);
		const about = { messageId: M1, to: s.FROM, from: s.TO };
		const told = pdus.readReport(mmse.TYPE.readRecInd, about);
		const read = scene.post(s.B, told, s.NOTED);
		scene.rest(2);
		const original = pdus.readReport(mmse.TYPE.readOrigInd, about);
		const readTold = scene.push(original, s.A);
		const { recipients } = await only(scene);
		const [leg] = recipients;
		const phases = {
			relay: scene.between(sent.answered, notified),
			end_to_end: scene.between(sent.asked, got.answered),
			report_delay: scene.between(acked.asked, reported),
			read_delay: scene.between(got.answered, read.asked),
			read_report_delay: scene.between(read.asked, readTold),
		};
		shown.push(...Object.keys(phases));
		expect(leg!.phases).toMatchObject(phases);
		expect(deferred.asked).toBeLessThan(got.asked);
	});

	test("report-delay counts from the m-send-conf when the recipient was not seen", async () => {
		const scene = new s.Scene();
		const sent = scene.submit(s.conf(), { deliveryReport: true });
		scene.rest(9);
		const reported = scene.push(s.delivery(0x81), s.A);
		const { recipients } = await only(scene);
		expect(recipients[0]!.phases).toEqual({
			report_delay: scene.between(sent.answered, reported),
		});
	});

	test("what went backwards is not told: the notification overtook the answer", async () => {
		const scene = new s.Scene();
		const sent = scene.submit();
		scene.notify();
		sent.connection.send("server", http.mmsResponse(s.conf())).close();
		const got = scene.retrieve({ messageId: M1 });
		const { recipients } = await only(scene);
		expect(recipients[0]!.phases).not.toHaveProperty("relay");
		expect(recipients[0]!.phases.end_to_end).toBe(
			scene.between(sent.asked, got.answered),
		);
	});
});

describe.skipIf(!hasShared)(`the table of phases${SKIP_SHARED}`, () => {
	test("every phase has an exact time above", () => {
		const { entries } = readJson<{ entries: { id: string }[] }>(
			sharedPath("spec", "states-latencies.json"),
		);
		const missing = entries
			.map(({ id }) => id.replaceAll("-", "_"))
			.filter((id) => !shown.includes(id));
		expect(missing).toEqual([]);
	});
});
