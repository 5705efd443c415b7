import type { Exchange } from "../record.js";

/**
 * An attempt as correlation reads it, with the keys of an exchange of HTTP (`http.ts`) in their order: V8 gives code up
 * that was optimised for exchanges of one shape when one of another shape comes.
 */
export function judgedAttempt(exchange: Exchange): Exchange {
	return {
		type: exchange.type,
		uid: exchange.uid,
		kind: exchange.kind,
		transport: exchange.transport,
		client: exchange.client,
		clientPort: exchange.clientPort,
		server: exchange.server,
		serverPort: exchange.serverPort,
		connection: exchange.connection,
		ended: exchange.ended,
		problems: exchange.problems,
		scope: exchange.scope,
		tunnel: exchange.tunnel,
		url: exchange.url,
		connect: exchange.connect,
		request: exchange.request,
		response: exchange.response,
		answerInGap: exchange.answerInGap,
		zeroWindow: exchange.zeroWindow,
		endedBy: exchange.endedBy,
		endTime: exchange.endTime,
		endFrame: exchange.endFrame,
		endTimeNs: exchange.endTimeNs,
		endCapture: exchange.endCapture,
		endCaptureFrame: exchange.endCaptureFrame,
		tls: exchange.tls,
		dns: exchange.dns,
		icmp: exchange.icmp,
		mmsc: exchange.mmsc,
	} as object as Exchange;
}
