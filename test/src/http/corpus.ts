import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { CLIENT, Exchange, octets, SERVER } from "./exchange.js";

const body = octets(
	Array.from({ length: 5000 }, (_, n) => String.fromCharCode(n % 251)).join(""),
);

function response(
	headers: string,
	content: string | Uint8Array = "",
): (string | Uint8Array)[] {
	return [`HTTP/1.1 200 OK\r\n${headers}\r\n`, content];
}

function get(path: string): string {
	return `GET ${path} HTTP/1.1\r\nHost: mmsc.example\r\n\r\n`;
}

/** Conversations that HTTP/1.1 allows, each ended by both sides. */
export const conversations: Record<string, () => Exchange> = {
	length: () =>
		new Exchange()
			.handshake()
			.request(
				`POST http://mmsc.example/ HTTP/1.1\r\nHost: mmsc.example\r\nContent-Length: ${body.length}\r\n\r\n`,
				body,
			)
			.response(...response("Content-Length: 5\r\n", "hello"))
			.close(),
	chunked: () =>
		new Exchange()
			.handshake()
			.request(get("/a"))
			.response(
				...response("Transfer-Encoding: chunked\r\n"),
				`5;x="y"\r\nhello\r\n${body.length.toString(16)}\r\n`,
				body,
				"\r\n000\r\nTrailer: 1\r\n\r\n",
			)
			.request(get("/b"))
			.response(...response("Content-Length: 0\r\n"))
			.close(),
	close: () =>
		new Exchange()
			.handshake()
			.request(get("/a"))
			.response(...response("Connection: close\r\n", body))
			.fin(SERVER)
			.fin(CLIENT),
	pipelined: () =>
		new Exchange()
			.handshake()
			.request(get("/a"), get("/b"), get("/c"))
			.response(
				...response("Content-Length: 2\r\n", "aa"),
				...response("Content-Length: 2000\r\n", body.subarray(0, 2000)),
				...response("Content-Length: 2\r\n", "cc"),
			)
			.close(),
	continued: () =>
		new Exchange()
			.handshake()
			.request(
				"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
			)
			.response("HTTP/1.1 100 Continue\r\n\r\n")
			.request("abc")
			.response(...response("Content-Length: 2\r\n", "ok"))
			.close(),
	head: () =>
		new Exchange()
			.handshake()
			.request("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n")
			.response(...response("Content-Length: 1000\r\n"))
			.request(get("/b"))
			.response("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n")
			.request(get("/c"))
			.response("HTTP/1.1 204 No Content\r\nX: y\r\n\r\n")
			.request(get("/d"))
			.response(...response("Content-Length: 4\r\n", "done"))
			.close(),
	gzip: () =>
		new Exchange()
			.handshake()
			.request(get("/a"))
			.response(
				...response(
					`Content-Encoding: gzip\r\nContent-Length: ${gzipSync(body).length}\r\n`,
					gzipSync(body),
				),
			)
			.request(get("/b"))
			.response(
				...response(
					`Content-Encoding: deflate\r\nContent-Length: ${deflateSync(body).length}\r\n`,
					deflateSync(body),
				),
			)
			.request(get("/c"))
			.response(
				...response("Content-Encoding: deflate\r\n", deflateRawSync(body)),
			)
			.fin(SERVER)
			.fin(CLIENT),
	tolerant: () =>
		new Exchange([0xfffffff0, 0xffffff80])
			.handshake()
			.request("\r\nGET /a HTTP/1.0\nHost : a\nX-Long: one\n  two\n\n")
			.response("HTTP/1.0 200\nContent-length:3\n\nabc")
			.close(),
};

export { body };
