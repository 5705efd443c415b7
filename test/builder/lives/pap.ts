import { join, type Octets } from "../bytes.js";
import * as http from "../http.js";
import { endpoint } from "../ip.js";
import { TcpConnection } from "../tcp.js";
import type { Actor } from "./actor.js";
import { PLAIN } from "./road.js";
import type { Mark } from "./truth.js";
import { SECOND } from "./world.js";

const RESPONSE =
	'<?xml version="1.0"?><pap><push-response push-id="1"><response-result code="1001" desc="Accepted"/></push-response></pap>';

/** A push message of the MMSC to the push gateway (WAP-247), which pushes it on while or soon after it answers. */
export function papPush(actor: Actor, pdu: Octets, one: Mark): void {
	const { world, operator, phone, family, wire } = actor;
	const { random } = world;
	const inner = world.wire(wire.time, PLAIN, new Uint8Array(4));
	const from = endpoint(operator.mmsc[family].address, world.gatewayPort());
	const to = { ...operator.push[family], port: 8080 };
	const connection = new TcpConnection(inner, from, to, {
		clientSequence: random.u32(),
		serverSequence: random.u32(),
	}).open();
	inner.current = one;
	const boundary = `b${random.u32().toString(36)}`;
	const control = `<?xml version="1.0"?><!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 1.0//EN" "http://www.wapforum.org/DTD/pap_1.0.dtd"><pap><push-message push-id="${world.serial()}"><address address-value="WAPPUSH=${phone.number}/TYPE=PLMN@ppg.example"/></push-message></pap>`;
	const body = join(
		`--${boundary}\r\nContent-Type: application/xml\r\n\r\n${control}\r\n`,
		`--${boundary}\r\nContent-Type: ${http.MMS_TYPE}\r\nX-Wap-Application-Id: x-wap-application:mms.ua\r\n\r\n`,
		pdu,
		`\r\n--${boundary}--\r\n`,
	);
	const type = `multipart/related; boundary=${boundary}; type="application/xml"`;
	const request = http.httpRequest("POST", "/pap", body, {
		host: "ppg.example",
		userAgent: "MMSC/1.0",
		contentType: type,
	});
	connection.send("client", request);
	// Some gateways answer at once, some when they have pushed.
	const prompt = random.chance(0.5);
	wire.time = inner.time + random.integer(5000, prompt ? 3 * SECOND : 90_000);
	inner.wait(prompt ? 2000 : 300_000);
	const about = { contentType: "application/xml" };
	const answer = http.response("202 Accepted", utf8Of(RESPONSE), about);
	connection.send("server", answer);
	inner.current = undefined;
	connection.close("client");
}

function utf8Of(text: string): Octets {
	return join(text);
}
