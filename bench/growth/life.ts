import type { Exchange, Half } from "../../src/record.js";

let frame = 0;

function half(time: number, fields: Partial<Half>): Half {
	frame++;
	return {
		firstTime: time,
		time,
		frame,
		frames: [frame],
		bytes: 500,
		complete: true,
		retransmissions: 0,
		...fields,
	};
}

function exchange(
	name: string,
	client: string,
	request: Half,
	about: Partial<Exchange>,
): Exchange {
	return {
		type: "exchange",
		uid: `x-${name}`,
		kind: "request",
		transport: "http",
		client,
		clientPort: 40000,
		server: "192.0.2.10",
		serverPort: 80,
		connection: `tcp-${name}`,
		request,
		ended: "open",
		problems: [],
		...about,
	};
}

/** A message that is sent, notified, fetched and acknowledged within six seconds. */
export function lifeOf(index: number, time: number): Exchange[] {
	const [a, b] = [index & 255, (index >> 8) & 255];
	const sender = `10.1.${b}.${a}`;
	const phone = `10.2.${a}.${b}`;
	const to = `+4479${String(index % 1e8).padStart(8, "0")}`;
	const url = `http://mmsc.example/mms/${index.toString(36)}xyz`;
	const ids = { "mmse.transaction_id": `N${index}` };
	const messageId = `${index}@mmsc.example`;
	return [
		exchange(
			`s${index}`,
			sender,
			half(time, {
				"mmse.message_type": 0x80,
				"mmse.transaction_id": `T${index}`,
				"mmse.to": [to],
				bodyHash: `b${index}`,
			}),
			{
				response: half(time + 1, {
					"mmse.message_type": 0x81,
					"mmse.transaction_id": `T${index}`,
					"mmse.response_status": 0x80,
					"mmse.message_id": messageId,
					"http.response.code": 200,
				}),
			},
		),
		exchange(
			`n${index}`,
			phone,
			half(time + 2, {
				"mmse.message_type": 0x82,
				"mmse.content_location": url,
				...ids,
			}),
			{ kind: "push", transport: "wsp-push" },
		),
		exchange(
			`g${index}`,
			phone,
			half(time + 3, { "http.request.method": "GET" }),
			{
				url,
				response: half(time + 4, {
					"mmse.message_type": 0x84,
					"mmse.message_id": messageId,
					"mmse.to": [to],
					"http.response.code": 200,
					...ids,
				}),
			},
		),
		exchange(
			`r${index}`,
			phone,
			half(time + 5, {
				"mmse.message_type": 0x83,
				"mmse.status": 0x81,
				...ids,
			}),
			{ response: half(time + 6, { "http.response.code": 204 }) },
		),
	];
}
