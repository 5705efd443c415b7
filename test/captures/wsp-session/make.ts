import {
	endpoint,
	type Octets,
	pcap,
	pdus,
	Tap,
	wsp,
	wtp,
} from "../../builder/index.js";

const phone = endpoint("10.0.0.1", 49000);
const gateway = endpoint("192.0.2.9", 9201);
const URL_OF_MMSC = "http://mmsc.example/mms";

/**
 * A WSP session: a Post in groups with a lost packet that is asked for and repeated, a confirmed push, an Ack
 * concatenated with a Get, a segmented Result with a repeat, an acknowledgement, an aborted Get.
 */
export function capture(): Octets {
	const tap = new Tap();
	const up = (packet: Octets): void =>
		tap.wait(5e4).udp(phone, gateway, packet);
	const down = (packet: Octets): void =>
		tap.wait(5e4).udp(gateway, phone, packet);
	up(wtp.invoke(1, wsp.connect([wsp.header.userAgent("Handy/1.0")])));
	down(wtp.result(1, wsp.connectReply(12)));
	up(wtp.ack(1));
	const sdu = wsp.post(URL_OF_MMSC, pdus.sendReq({ to: ["+447700900141"] }));
	const invoke = wtp.segmented("invoke", 2, sdu, { size: 200, group: 3 });
	for (const [index, packet] of invoke.entries()) {
		if (index === 1) continue;
		up(packet);
		if (index !== 2) continue;
		down(wtp.negativeAck(2, [1], { responder: true }));
		up(wtp.segmentedInvoke(2, 1, sdu.subarray(200, 400), { rid: true }));
		down(wtp.ack(2, { responder: true, tpis: [wtp.psnTpi(2)] }));
	}
	down(wtp.ack(2, { responder: true }));
	down(wtp.result(2, wsp.reply(0x20, pdus.sendConf({ messageId: "W1" }))));
	up(wtp.ack(2));
	const location = "http://mmsc.example/mms?id=aabbccddeeff";
	const push = pdus.notification({ contentLocation: location });
	const confirmed = wsp.push(push, { confirmed: true });
	down(wtp.invoke(700, confirmed, { transactionClass: 1 }));
	up(
		wtp.concatenate(
			wtp.ack(700, { responder: true }),
			wtp.invoke(3, wsp.get(location)),
		),
	);
	const answer = pdus.retrieveConf({ transactionId: "N1", messageId: "W9" });
	const result = wtp.segmented("result", 3, wsp.reply(0x20, answer), {
		size: 300,
	});
	for (const packet of result) down(packet);
	down(result.at(-1) as Octets);
	up(wtp.ack(3));
	up(wtp.invoke(4, wsp.post(URL_OF_MMSC, pdus.notifyResp("N1"))));
	down(wtp.result(4, wsp.reply(0x24)));
	up(wtp.ack(4));
	up(wtp.invoke(5, wsp.get("http://mmsc.example/mms?id=gone00000000")));
	down(wtp.abort(5, 1, 0xe4, { responder: true }));
	up(wtp.invoke(6, wsp.disconnect(12), { transactionClass: 0, up: false }));
	return pcap(tap.take(), { link: "sll2" });
}
