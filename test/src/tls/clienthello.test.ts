import { expect, it } from "vitest";
import { serverName } from "../../../src/tls/clienthello.js";

function u16(n: number): number[] {
	return [n >> 8, n & 255];
}

/** A TLS 1.2 ClientHello as a client writes it. */
function clientHello(extensions: number[]): Uint8Array {
	const body = [
		...[3, 3],
		...new Array<number>(32).fill(7),
		...[2, 9, 9],
		...[...u16(4), 0x13, 1, 0x13, 2],
		...[1, 0],
		...u16(extensions.length),
		...extensions,
	];
	const handshake = [1, 0, ...u16(body.length), ...body];
	return Uint8Array.from([22, 3, 1, ...u16(handshake.length), ...handshake]);
}

function nameExtension(name: string): number[] {
	const octets = [...new TextEncoder().encode(name)];
	return [
		...u16(0),
		...u16(octets.length + 5),
		...u16(octets.length + 3),
		0,
		...u16(octets.length),
		...octets,
	];
}

const other = [...u16(43), ...u16(3), 2, 3, 4];

it("finds the server name among the extensions", () => {
	const hello = clientHello([...other, ...nameExtension("mmsc.example")]);
	expect(serverName(hello)).toBe("mmsc.example");
});

it("answers nothing where there is no name", () => {
	expect(serverName(clientHello(other))).toBeUndefined();
	expect(serverName(new Uint8Array(0))).toBeUndefined();
	expect(serverName(Uint8Array.of(23, 3, 3, 0, 5))).toBeUndefined();
});

it("survives every prefix and every changed octet", () => {
	const hello = clientHello([...other, ...nameExtension("mmsc.example")]);
	for (let n = 0; n < hello.length; n++)
		expect(serverName(hello.subarray(0, n))).toBeUndefined();
	for (let i = 0; i < hello.length; i++)
		for (const value of [0, 1, 127, 255]) {
			const changed = hello.slice();
			changed[i] = value;
			serverName(changed);
		}
});
