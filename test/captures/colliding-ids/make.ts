import {
	endpoint,
	http,
	mergeByTime,
	type Octets,
	type Packet,
	pcap,
	pdus,
	Tap,
	TcpConnection,
	wsp,
} from "../../builder/index.js";

/**
 * Three phones do the same at the same time with the same transaction ids: their PDUs are equal octet by octet where no
 * identifier of the server is inside. They stay three messages and no hops.
 */
export function capture(): Octets {
	return pcap(mergeByTime(...["1", "2", "3"].map(phone)), { link: "raw" });
}

function phone(name: string): Packet[] {
	const tap = new Tap(1_700_000_000_000_000 + Number(name) * 1000);
	const mmsc = endpoint("192.0.2.10", 80);
	const host = `10.0.0.${name}`;
	const path = `/mms?id=0123456789ab${name}`;
	const notification = pdus.notification({
		transactionId: "1",
		contentLocation: `http://mmsc.example${path}`,
	});
	tap.udp(
		endpoint("198.51.100.7", 9200),
		endpoint(host, 2948),
		wsp.connectionless(1, wsp.push(notification)),
	);
	tap.wait(1e6);
	const answer = pdus.retrieveConf({
		transactionId: "1",
		messageId: `M${name}`,
	});
	new TcpConnection(tap, endpoint(host, 40000), mmsc)
		.open()
		.send("client", http.get(path))
		.send("server", http.mmsResponse(answer))
		.send("client", http.post("/mms", pdus.notifyResp("1")))
		.send("server", http.response("200 OK", undefined))
		.send(
			"client",
			http.post(
				"/mms",
				pdus.sendReq({ transactionId: "1", to: ["+447700900141/TYPE=PLMN"] }),
			),
		)
		.send(
			"server",
			http.mmsResponse(
				pdus.sendConf({ transactionId: "1", messageId: `S${name}` }),
			),
		)
		.close();
	return tap.take();
}
