import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../src/record.js";
import { Archive } from "../../../src/transaction/archive.js";
import { Evidence } from "../../../src/transaction/evidence.js";
import { A, Story } from "./exchange.js";

function submission(): Exchange {
	return new Story().http(
		A,
		{ "mmse.message_type": 0x80, "mmse.to": ["+441", "+442"], parts: [] },
		{ "mmse.message_type": 0x81, "mmse.message_id": "a@b" },
	);
}

/** Evidence in an archive, and so much after it that it is packed. */
function packed(): Evidence {
	const archive = new Archive(16);
	const [first] = Array.from({ length: 20 }, () => {
		const evidence = new Evidence(archive, "send", submission());
		archive.add(evidence);
		return evidence;
	});
	return first!;
}

describe("archive", () => {
	test("gives an exchange back as it was", () => {
		const { exchange } = packed();
		expect(exchange).toEqual(submission());
		expect(Object.keys(exchange)).toEqual(Object.keys(submission()));
	});

	test("gives one exchange as long as it is held", () => {
		const evidence = packed();
		evidence.hold();
		const { exchange } = evidence;
		evidence.pack();
		expect(evidence.exchange).toBe(exchange);
		evidence.release();
		expect(evidence.exchange).not.toBe(exchange);
	});

	test("has one exchange for all that it does", () => {
		const archive = new Archive();
		const exchange = submission();
		const main = new Evidence(archive, "forward", exchange);
		const other = new Evidence(archive, "send", exchange, { main });
		main.pack();
		other.pack();
		expect(other.exchange).toEqual(exchange);
		expect(other.exchange).toBe(main.exchange);
	});
});
