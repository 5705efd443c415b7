import {
	endpoint,
	http,
	type Octets,
	pcap,
	pdus,
	Tap,
	TcpConnection,
} from "../../builder/index.js";

/**
 * Through a proxy, in absolute form, on one connection: two submissions back to back before the first answer, a HEAD, a
 * 100 Continue, a page that is no MMS, a conditional GET, then a message fetched until the connection ends.
 */
export function capture(): Octets {
	const tap = new Tap();
	const url = "http://mmsc.example/mms";
	const send = (transactionId: string): Octets =>
		http.post(
			url,
			pdus.sendReq({ transactionId, to: [`+44770090014${transactionId}`] }),
		);
	const conf = (transactionId: string): Octets =>
		http.mmsResponse(
			pdus.sendConf({ transactionId, messageId: `P${transactionId}` }),
		);
	const headers = ["Expect: 100-continue"];
	const late = pdus.sendReq({ transactionId: "3", to: ["+447700900143"] });
	const answer = pdus.retrieveConf({ transactionId: "9", messageId: "P9" });
	new TcpConnection(
		tap,
		endpoint("10.0.0.1", 40000),
		endpoint("192.0.2.80", 8080),
	)
		.open()
		.send("client", send("1"))
		.send("client", send("2"))
		.send("server", conf("1"))
		.send("server", conf("2"))
		.send("client", http.httpRequest("HEAD", url, undefined))
		.send("server", http.response("200 OK", undefined, { contentLength: 5000 }))
		.send("client", http.post(url, late, { headers }))
		.send(
			"server",
			http.response("100 Continue", undefined, { untilClose: true }),
		)
		.send("server", conf("3"))
		.send("client", http.get("http://www.example/"))
		.send(
			"server",
			http.response("200 OK", new Uint8Array(9000).fill(65), {
				contentType: "text/plain",
			}),
		)
		.send("client", http.get("http://www.example/"))
		.send(
			"server",
			http.response("304 Not Modified", undefined, { contentLength: 9000 }),
		)
		.send("client", http.get("http://mmsc.example/mms?id=00112233445566"))
		.send("server", http.mmsResponse(answer, { untilClose: true }))
		.close("server");
	return pcap(tap.take());
}
