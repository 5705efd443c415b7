import { describe, expect, it } from "vitest";
import type { Identity, Tunnel } from "../../../src/record.js";
import { Subscribers } from "../../../src/subscriber/subscribers.js";

const T = 1_700_000_000;

function identity(
	number: string | undefined,
	address: string,
	span: [number, number?],
	more: Partial<Identity> = {},
): Identity {
	const [from, to] = span;
	return {
		type: "identity",
		address,
		from: T + from,
		...(to !== undefined && { to: T + to }),
		...(number !== undefined && { number }),
		source: "radius",
		...more,
	};
}

function table(...identities: Identity[]) {
	const subscribers = new Subscribers();
	for (const one of identities) subscribers.add(one);
	return (address: string, time: number, tunnel?: Tunnel) =>
		subscribers.find({ address, time: T + time, ...(tunnel && { tunnel }) });
}

describe("who had an address", () => {
	it("is known from the begin to the end of a lease", () => {
		const find = table(identity("1", "10.0.0.1", [0, 100]));
		expect(find("10.0.0.1", 0)).toEqual({
			number: "1",
			source: "radius",
			from: T,
			to: T + 100,
		});
		expect(find("10.0.0.1", 99)?.number).toBe("1");
		expect(find("10.0.0.1", 103)).toBeUndefined();
		expect(find("10.0.0.1", -3)).toBeUndefined();
		expect(find("10.0.0.2", 50)).toBeUndefined();
		expect(find("x", 50)).toBeUndefined();
	});

	it("changes within minutes, whatever comes first", () => {
		const first = identity("1", "10.0.0.1", [0, 100]);
		const second = identity("2", "10.0.0.1", [160]);
		for (const find of [table(first, second), table(second, first)]) {
			expect(find("10.0.0.1", 50)?.number).toBe("1");
			expect(find("10.0.0.1", 130)).toBeUndefined();
			expect(find("10.0.0.1", 200)?.number).toBe("2");
		}
	});

	it("is the next one where the same gateway gives it again", () => {
		const find = table(
			identity("1", "10.0.0.1", [0], { gateway: "g" }),
			identity("2", "10.0.0.1", [160], { gateway: "g" }),
		);
		expect(find("10.0.0.1", 50)?.number).toBe("1");
		expect(find("10.0.0.1", 200)?.number).toBe("2");
	});

	it("may be a second early or late: RADIUS counts whole seconds", () => {
		const find = table(
			identity("1", "10.0.0.1", [0, 100]),
			identity("2", "10.0.0.1", [101.5, 200]),
		);
		expect(find("10.0.0.1", -1)?.number).toBe("1");
		expect(find("10.0.0.1", 100.5)).toBeUndefined();
		expect(find("10.0.0.1", 201)?.number).toBe("2");
	});

	it("is told anew when more becomes known", () => {
		const find = table(
			identity("1", "10.0.0.1", [0]),
			identity("1", "10.0.0.1", [0], { imsi: "234150000000001" }),
			identity("1", "10.0.0.1", [0, 9], { imsi: "234150000000001" }),
		);
		expect(find("10.0.0.1", 5)).toMatchObject({
			number: "1",
			imsi: "234150000000001",
			source: "radius",
		});
		expect(find("10.0.0.1", 50)).toBeUndefined();
	});

	it("is told anew when it is known to have begun earlier", () => {
		const find = table(
			identity("1", "10.0.0.1", [50]),
			identity("1", "10.0.0.1", [20]),
			identity("1", "10.0.0.1", [20, 90]),
		);
		expect(find("10.0.0.1", 30)?.number).toBe("1");
		expect(find("10.0.0.1", 100)).toBeUndefined();
	});

	it("comes from several sources, the best of which names it", () => {
		const imsi = "234150000000001";
		const find = table(
			identity("+1", "10.0.0.1", [0], {
				source: "gtp-c",
				imsi,
				access: { apn: "mms", rat: "EUTRAN" },
			}),
			identity("1", "10.0.0.1", [1], { imsi, access: { apn: "MMS" } }),
			identity("9", "10.0.0.1", [0], { source: "file" }),
		);
		expect(find("10.0.0.1", 50)).toMatchObject({
			number: "1",
			source: "radius",
			imsi,
			access: { apn: "MMS", rat: "EUTRAN" },
		});
	});

	it("is one, whether its number is written with country or not", () => {
		const find = table(
			identity("447900000001", "10.0.0.1", [0], { gateway: "g" }),
			identity("+447900000001", "10.0.0.1", [0], { source: "gtp-c" }),
			identity("07900000001", "10.0.0.1", [1], { source: "pfcp" }),
		);
		expect(find("10.0.0.1", 50)?.number).toBe("447900000001");
	});

	it("is put together of a number here and an IMSI there", () => {
		const imsi = "234150000000001";
		const find = table(
			identity(undefined, "10.0.0.1", [0], { source: "pfcp", imsi }),
			identity("1", "10.0.0.1", [1]),
		);
		expect(find("10.0.0.1", 50)).toMatchObject({ number: "1", imsi });
	});

	it("is nobody where it may be two", () => {
		const find = table(
			identity("1", "10.0.0.1", [0], { gateway: "g" }),
			identity("2", "10.0.0.1", [5], { gateway: "h" }),
		);
		expect(find("10.0.0.1", 3)?.number).toBe("1");
		expect(find("10.0.0.1", 50)).toBeUndefined();
	});

	it("is told by the tunnel where two networks use the address", () => {
		const at = (teid: number) => ({
			source: "gtp-c",
			gateway: `192.0.2.${teid}`,
			tunnels: [{ address: "192.0.2.99", teid }],
		});
		const find = table(
			identity("1", "10.0.0.1", [0], at(1)),
			identity("2", "10.0.0.1", [5], at(2)),
		);
		const through = (teid: number, peer = "192.0.2.99"): Tunnel => ({
			type: "gtp",
			outer: ["192.0.2.50", peer],
			teid,
		});
		expect(find("10.0.0.1", 50, through(1))?.number).toBe("1");
		expect(find("10.0.0.1", 50, through(2))?.number).toBe("2");
		expect(find("10.0.0.1", 50, through(3))).toBeUndefined();
		expect(find("10.0.0.1", 50, through(1, "192.0.2.98"))).toBeUndefined();
		expect(find("10.0.0.1", 50)).toBeUndefined();
		expect(find("10.0.0.1", 50, { vlan: 7 })).toBeUndefined();
	});

	it("is not the session with another endpoint at the same peer", () => {
		const find = table(
			identity("1", "10.0.0.1", [0], {
				tunnels: [{ address: "192.0.2.99", teid: 1 }],
			}),
		);
		const tunnel: Tunnel = { outer: ["192.0.2.50", "192.0.2.99"], teid: 2 };
		expect(find("10.0.0.1", 50, tunnel)).toBeUndefined();
	});

	it("is known by prefixes, the narrowest first", () => {
		const find = table(
			identity("1", "2001:db8:1:2::/64", [0]),
			identity("2", "2001:db8:1::/48", [0]),
			identity("3", "2001:db8:1:2::9", [0]),
			identity("4", "10.0.0.0/24", [0]),
		);
		expect(find("2001:db8:1:2:3:4:5:6", 5)?.number).toBe("1");
		expect(find("2001:db8:1:2::9", 5)?.number).toBe("3");
		expect(find("2001:db8:1:3::1", 5)?.number).toBe("2");
		expect(find("2001:db8:2::1", 5)).toBeUndefined();
		expect(find("10.0.0.77", 5)?.number).toBe("4");
		expect(find("::ffff:10.0.0.77", 5)?.number).toBe("4");
	});
});

describe("what is remembered", () => {
	it("is limited", () => {
		const subscribers = new Subscribers(2);
		for (let i = 1; i <= 5; i++)
			subscribers.add(identity("1", `10.0.0.${i}`, [i]));
		expect(subscribers.dropped).toBe(3);
		const found = [1, 2, 3, 4, 5].filter((i) =>
			subscribers.find({ address: `10.0.0.${i}`, time: T + 50 }),
		);
		expect(found).toHaveLength(2);
	});

	it("is forgotten when it ended long ago, but not what a file says", () => {
		const subscribers = new Subscribers();
		subscribers.add(identity("1", "10.0.0.1", [0, 10]));
		subscribers.add(identity("2", "10.0.0.2", [0, 10], { source: "file" }));
		subscribers.add(identity("3", "10.0.0.3", [0]));
		for (let i = 0; i < 9; i++)
			subscribers.add(identity("4", `10.0.1.${i}`, [9000 + i]));
		const knows = (address: string) =>
			subscribers.find({ address, time: T + 5 })?.number;
		expect(knows("10.0.0.1")).toBeUndefined();
		expect(knows("10.0.0.2")).toBe("2");
		expect(knows("10.0.0.3")).toBe("3");
		expect(subscribers.dropped).toBe(0);
	});

	it("is no address that is none", () => {
		const subscribers = new Subscribers();
		expect(subscribers.add(identity("1", "10.0.0", [0]))).toBeUndefined();
		expect(subscribers.isEmpty).toBe(true);
		expect(subscribers.add(identity("1", "2001:DB8::/64", [0]))).toBe(
			"2001:db8::/64",
		);
	});
});
