import { readdirSync, readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { runBuilt } from "./program.js";

/** How nice each thread of a process is, its first thread first. */
function nicenesses(process: number): number[] {
	const tasks = `/proc/${process}/task`;
	return readdirSync(tasks)
		.sort((a, b) => Number(a) - Number(b))
		.map((task) => {
			const status = readFileSync(`${tasks}/${task}/stat`, "utf8");
			// The 19th field; the second is a name in brackets, which may hold spaces.
			const behindName = status.slice(status.lastIndexOf(")") + 2);
			return Number(behindName.split(" ")[19 - 3]);
		});
}

it.runIf(process.platform === "linux")(
	"lets the threads of V8 wait for the one that analyses",
	async () => {
		await runBuilt(["analyze", "-"], {
			input: async (child) => {
				await vi.waitFor(() => {
					const [first, ...others] = nicenesses(child.pid as number);
					expect(others.length).toBeGreaterThan(0);
					expect(others).toContain(Math.min((first as number) + 10, 19));
				}, 5000);
				child.stdin?.end();
			},
		});
	},
);
