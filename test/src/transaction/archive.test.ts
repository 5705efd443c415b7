import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../src/record.js";
import { Archive, type Route } from "../../../src/transaction/archive.js";
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
	const archive = new Archive({ open: 16, first: 0, row: 1 });
	const [first] = Array.from({ length: 20 }, () => {
		const evidence = new Evidence(archive, "send", submission());
		archive.add(evidence);
		return evidence;
	});
	return first!;
}

describe("archive", () => {
	test("leaves the first exchanges as they are", () => {
		const archive = new Archive({ open: 1, first: 2, row: 1 });
		const exchanges = [submission(), submission(), submission(), submission()];
		const all = exchanges.map((one) => new Evidence(archive, "send", one));
		for (const one of all) archive.add(one);
		const kept = [0, 1, 3, 2].map((i) => all[i]?.exchange === exchanges[i]);
		expect(kept).toEqual([true, true, true, false]);
	});

	test("packs several in a row", () => {
		const archive = new Archive({ open: 2, first: 0, row: 3 });
		const exchanges = Array.from({ length: 5 }, submission);
		const all = exchanges.map((one) => new Evidence(archive, "send", one));
		for (const one of all.slice(0, 4)) archive.add(one);
		expect(all[0]?.exchange).toBe(exchanges[0]);
		archive.add(all[4]!);
		// The last first: who asks for one opens it again.
		const kept = [4, 3, 2, 1, 0].map((i) => all[i]?.exchange === exchanges[i]);
		expect(kept).toEqual([true, true, false, false, false]);
	});

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

	test("knows the times and ends of what is packed", () => {
		const archive = new Archive({ open: 1, first: 0 });
		const exchange = submission();
		const open = new Evidence(archive, "send", exchange);
		const { firstTime, lastTime, submitted } = open;
		open.pack();
		expect(open).toMatchObject({ firstTime, lastTime });
		open.close(true);
		expect(open).toMatchObject({ firstTime, lastTime, submitted });
		const { client, server } = exchange;
		expect(open).toMatchObject({ address: client, server, role: "send" });
	});

	test.each(["packed", "open"])(
		"keeps a written exchange that was %s until it is forgotten",
		(before) => {
			const archive = new Archive({ open: 1, first: 0 });
			const evidence = new Evidence(archive, "send", submission());
			if (before === "packed") evidence.pack();
			evidence.close(false);
			evidence.pack();
			expect(evidence.exchange).toEqual(submission());
			evidence.close(true);
			expect(evidence.exchange.request).toBeUndefined();
		},
	);

	test.each(["packed", "open"])(
		"keeps nothing of a written exchange that was %s when no more come",
		(before) => {
			const archive = new Archive({ open: 1, first: 0 });
			const evidence = new Evidence(archive, "send", submission());
			if (before === "packed") evidence.pack();
			archive.isOver = true;
			evidence.close(true);
			evidence.hold();
			expect(evidence.exchange.request).toBeUndefined();
		},
	);

	test("keeps an exchange that it does several things with until all are written", () => {
		const archive = new Archive({ open: 1, first: 0 });
		const main = new Evidence(archive, "forward", submission());
		const other = new Evidence(archive, "send", submission(), { main });
		main.pack();
		other.pack();
		main.close(true);
		expect(other.firstTime).toBe(main.firstTime);
		expect(other.exchange).toEqual(submission());
	});
});

describe("routes", () => {
	test("are one for all exchanges between the same ends", () => {
		const archive = new Archive();
		const servers = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
		const routes = servers.map((server) => archive.routeOf("10.0.0.1", server));
		const again = servers.map((server) => archive.routeOf("10.0.0.1", server));
		for (const [i, route] of routes.entries()) {
			expect(again[i]).toBe(route);
			expect(route).toMatchObject({ address: "10.0.0.1", server: servers[i] });
		}
		expect(archive.routeOf("10.0.0.2", "192.0.2.1")).not.toBe(routes[0]);
	});

	test("of a client that asks many servers are no more than a few", () => {
		const archive = new Archive();
		for (let i = 0; i < 1000; i++) archive.routeOf("10.0.0.1", `server ${i}`);
		let count = 0;
		const latest = archive.routeOf("10.0.0.1", "server 999");
		for (let one: Route | undefined = latest; one; one = one.other) count++;
		expect(count).toBeLessThan(10);
		expect(archive.routeOf("10.0.0.1", "server 0").server).toBe("server 0");
	});

	test("to any number of servers are forgotten, whoever asks them", () => {
		const archive = new Archive();
		for (let i = 0; i < 100_000; i++)
			archive.routeOf(`10.0.0.${i % 3}`, `server ${i}`);
		expect(archive.addresses).toBeLessThan(20_000);
	});
});
