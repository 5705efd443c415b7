import { beforeAll, expect, it } from "vitest";
import { octetsOf } from "../../../src/wap/pieces.js";
import { SduReassembly } from "../../../src/wap/reassembly.js";
import type { WapRow } from "../../../src/wap/row.js";
import {
	isWholeMessage,
	type Sdu,
	SinglePacket,
} from "../../../src/wap/singlepacket.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import { wsp, wtp } from "../../builder/index.js";
import { gateway, phone, rowsFrom } from "./packets.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const GET = wsp.get("http://h/a");

const first = (packet: Parameters<typeof rowsFrom>[1][number]): WapRow =>
	[...rowsFrom(core, [packet])][0] as WapRow;

it("tells which packets are whole messages", () => {
	const isWhole = (packet: Parameters<typeof first>[0], limit = 1000) =>
		isWholeMessage(first(packet), limit);
	expect(isWhole(phone(wtp.invoke(1, GET)))).toBe(true);
	expect(isWhole(gateway(wtp.result(1, GET)))).toBe(true);
	expect(isWhole(phone(wtp.invoke(1, GET)), GET.length - 1)).toBe(false);
	expect(isWhole({ ...phone(wtp.invoke(1, GET)), keep: 9 })).toBe(false);
	expect(isWhole(phone(wtp.invoke(1, GET, { ttr: false })))).toBe(false);
	const segment = wtp.segmentedInvoke(1, 0, GET, { ttr: true });
	expect(isWhole(phone(segment))).toBe(false);
});

it("makes of a packet what the reassembly of several makes of it", () => {
	const row = first(phone(wtp.invoke(1, GET)));
	const single = new SinglePacket(row);
	const general = new SduReassembly(1000);
	expect(general.add(row)).toBe("completed");
	const both = (ask: (sdu: Sdu) => unknown) =>
		expect(ask(single)).toEqual(ask(general));
	both((sdu) => sdu.carriage());
	both((sdu) => sdu.acknowledged);
	both((sdu) => sdu.prove());
	both((sdu) => sdu.carriage());
	both((sdu) => sdu.problems());
	both((sdu) => octetsOf(sdu.assemble()).slice());
	both((sdu) => sdu.release());
	both((sdu) => [sdu.octets, sdu.prints, sdu.printAt(0), sdu.printAt(1)]);
	both((sdu) => [sdu.isLast(0), sdu.isLast(3), sdu.isSinglePacket]);
	const again = first(phone(wtp.invoke(1, GET, { rid: true })));
	both((sdu) => sdu.add(again));
	both((sdu) => sdu.retransmissions);
	both((sdu) => sdu.add(first(phone(wtp.segmentedInvoke(1, 1, GET)))));
	both((sdu) => [sdu.retransmissions, sdu.acknowledged, sdu.finished]);
});
