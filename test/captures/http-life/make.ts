import {
	endpoint,
	http,
	mmse,
	type Octets,
	pcap,
	pdus,
	Tap,
	TcpConnection,
	wsp,
} from "../../builder/index.js";

/**
 * One MMS from the submission to the read report: chunked upload, notification in two pushes, answer out of order with a
 * retransmission, acknowledgement on the same connection, both reports.
 */
export function capture(): Octets {
	const tap = new Tap();
	const mmsc = endpoint("192.0.2.10", 80);
	const push = endpoint("198.51.100.7", 9200);
	const location = "http://mmsc.example/mms?id=7f00a1b2c3d4";
	const messageId = "7f00a1b2@mmsc.example";
	const to = "+447700900141/TYPE=PLMN";
	const from = "+447700900115/TYPE=PLMN";
	const request = pdus.sendReq({
		from,
		to: [to],
		subject: "Grüße",
		deliveryReport: true,
		readReport: true,
	});
	new TcpConnection(tap, endpoint("10.20.14.31", 40001), mmsc)
		.open()
		.send("client", http.post("/mms", request, { chunk: 333 }))
		.send("server", http.mmsResponse(pdus.sendConf({ messageId })))
		.close();
	const tell = (host: string, pdu: Octets, id: number): void => {
		tap.wait(1e6);
		const octets = wsp.connectionless(id, wsp.push(pdu));
		tap.udp(push, endpoint(host, 2948), octets);
	};
	const about = { contentLocation: location, from, subject: "Grüße" };
	tell("10.20.61.85", pdus.notification(about), 1);
	tell("10.20.61.85", pdus.notification(about), 1);
	tap.wait(3e5);
	const answer = pdus.retrieveConf({
		transactionId: "N1",
		messageId,
		from,
		to: [to],
		subject: "Grüße",
	});
	new TcpConnection(tap, endpoint("10.20.61.85", 40002), mmsc, { mss: 400 })
		.open()
		.send("client", http.get("/mms?id=7f00a1b2c3d4"))
		.send("server", http.mmsResponse(answer), {
			order: [0, 2, 1],
			retransmit: [0],
			acknowledge: "end",
		})
		.send("client", http.post("/mms", pdus.notifyResp("N1")))
		.send("server", http.response("204 No Content", undefined))
		.close();
	tell("10.20.14.31", pdus.delivery({ messageId, to }), 2);
	const read = { messageId, to: from, from: to };
	new TcpConnection(tap, endpoint("10.20.61.85", 40003), mmsc)
		.open()
		.send(
			"client",
			http.post("/mms", pdus.readReport(mmse.TYPE.readRecInd, read)),
		)
		.send("server", http.response("200 OK", undefined))
		.close();
	tell("10.20.14.31", pdus.readReport(mmse.TYPE.readOrigInd, read), 3);
	return pcap(tap.take());
}
