import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { Output } from "../../../src/cli/output.js";

/** A reader that takes its time; counts what was given to it at once. */
function slowReader(taken: Buffer[]): { stream: Writable; most(): number } {
	let waiting = 0;
	let most = 0;
	const stream = new Writable({
		decodeStrings: false,
		write(piece: Buffer, _encoding, done) {
			setTimeout(() => {
				// What is read late has to be what was written.
				taken.push(Buffer.from(piece));
				waiting--;
				done();
			}, 2);
		},
	});
	const write = stream.write.bind(stream);
	stream.write = ((piece: Buffer, done: () => void) => {
		most = Math.max(most, ++waiting);
		return write(piece, done);
	}) as typeof stream.write;
	return { stream, most: () => most };
}

test("a slow reader gets all of it, in large pieces, one after the other", async () => {
	const taken: Buffer[] = [];
	const { stream, most } = slowReader(taken);
	const output = new Output(stream, "reader");
	const expected: string[] = [];
	const octets = new Uint8Array(1000);
	for (let i = 0; i < 2000; i++) {
		const text = `${i} é`;
		octets.fill(0x41 + (i % 26));
		expected.push(text, Buffer.from(octets).toString());
		await output.write(text);
		await output.write(octets);
	}
	await output.write("x".repeat(1_000_000));
	await output.end();
	const text = Buffer.concat(taken).toString();
	expect(text).toBe(expected.join("") + "x".repeat(1_000_000));
	expect(most()).toBe(1);
	expect(taken.length).toBeLessThan(30);
});

test("what is written is seen soon, and a failure is told", async () => {
	const taken: Buffer[] = [];
	const { stream } = slowReader(taken);
	const output = new Output(stream, "reader");
	await output.write("one");
	await expect.poll(() => taken.length).toBe(1);
	const failures: Error[] = [];
	output.onFailure = (error) => failures.push(error);
	stream.destroy(Object.assign(new Error("full"), { code: "ENOSPC" }));
	await expect.poll(() => failures.length).toBe(1);
	await expect(output.write("two")).rejects.toThrow("reader: full");
	await expect(output.end()).rejects.toThrow("reader: full");
});
