import { Session } from "node:inspector/promises";
import { expect, test } from "vitest";
import { Correlator } from "../../../src/transaction/correlate.js";
import * as x from "./exchange.js";

const LOOKED_AT = 50;

/** Complete messages of phones that take turns, ten a second. */
function lives(count: number): x.Story {
	const story = new x.Story();
	for (let i = 0; i < count; i++) {
		const url = `http://mmsc.example/mms?id=a${i}b${i}c${i}`;
		const [sender, phone] = [`10.1.${i >> 8}.${i & 255}`, `10.2.${i >> 8}.1`];
		story.http(sender, x.sendReq("1"), x.sendConf("1", {}, `M${i}`));
		story.push(phone, x.notification(`T${i}`, url));
		story.http(phone, x.get(), x.retrieveConf(`T${i}`, `M${i}`), { url });
		story.http(phone, x.notifyResp(`T${i}`), x.OK);
		story.time = x.T0 + i / 10;
	}
	return story;
}

/** Calls of all functions of this room for one exchange while so many messages are open. */
async function callsWith(open: number, session: Session): Promise<number> {
	const { exchanges } = lives(open + LOOKED_AT);
	const correlator = new Correlator({ onMessage: () => {} });
	const last = exchanges.splice(open * 4);
	for (const exchange of exchanges) correlator.onExchange(exchange);
	await session.post("Profiler.takePreciseCoverage");
	for (const exchange of last) correlator.onExchange(exchange);
	const { result } = await session.post("Profiler.takePreciseCoverage");
	let calls = 0;
	for (const { url, functions } of result)
		if (url.includes("/src/transaction/") && !url.includes("/test/"))
			for (const { ranges } of functions) calls += ranges[0]!.count;
	return calls / last.length;
}

test("an exchange is as much work with ten open messages as with ten thousand", async () => {
	const session = new Session();
	session.connect();
	await session.post("Profiler.enable");
	await session.post("Profiler.startPreciseCoverage", { callCount: true });
	const few = await callsWith(10, session);
	const many = await callsWith(10_000, session);
	session.disconnect();
	expect(few).toBeGreaterThan(50);
	// Those before them are packed meanwhile, which is some calls more.
	expect(many).toBeLessThan(few * 1.2);
	expect(many).toBeGreaterThan(few * 0.8);
});
