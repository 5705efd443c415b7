import { expect, test } from "vitest";
import type { Tunnel } from "../../../src/record.js";
import * as x from "./exchange.js";

test("a leg says the tunnel in which its client was seen", () => {
	const tunnel: Tunnel = { type: "gtp", outer: ["192.0.2.1", "192.0.2.2"] };
	const story = new x.Story();
	story.http(x.A, x.sendReq("T1"), x.sendConf("T1"), { tunnel });
	expect(story.run()[0]!.send).toMatchObject({ client: x.A, tunnel });
});

test("the frames of a message hold the FIN that ends its body", () => {
	const story = new x.Story();
	const { response } = story.http(x.A, x.sendReq("T1"), x.sendConf("T1"));
	response!.frame = story.frame++;
	const [message] = story.run();
	expect(message!.frames).toEqual([1, 2, 3, 4, 5]);
	expect(message!.send!.steps[1]).toMatchObject({ frame: 5, frames: [3, 4] });
});
