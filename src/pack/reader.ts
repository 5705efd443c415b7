import { baseOf, type Ends } from "./ends.js";
import type { Layout } from "./layout.js";
import * as tag from "./tag.js";
import { ValueReader } from "./valuereader.js";

/** Reads what `Writer` wrote. */
export class Reader extends ValueReader {
	/** The record that begins there. */
	read(octets: Uint8Array, at: number, ends: Ends): unknown {
		this.octets = octets;
		this.at = at + 1;
		this.ends = ends;
		const { firstTime } = ends;
		this.lastTime = firstTime;
		this.microseconds = baseOf(firstTime);
		this.near = 0;
		const hashes = octets[at]! * tag.HASH_OCTETS;
		const values = this.digits();
		const length = this.digits();
		this.texts.read(octets, this.at + values, hashes, length);
		return this.value(this.noField);
	}

	/** Where the record that begins there ends. */
	endOf(octets: Uint8Array, at: number): number {
		this.octets = octets;
		this.at = at + 1;
		const hashes = octets[at]! * tag.HASH_OCTETS;
		const values = this.digits();
		const length = this.digits();
		return this.at + values + hashes + length;
	}

	/** The bits of a layout. */
	bits(octets: number): number {
		const at = this.at;
		this.at = at + octets;
		let bits = 0;
		for (let i = 0; i < octets; i++) bits |= this.octets[at + i]! << (i * 8);
		return bits;
	}

	// What layouts read: `bit` is that of the value among the bits that are set. Each knows the values of its kind, and
	// asks for the tag of all others.

	/** What `Writer.time` wrote. */
	time(bit: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.octets[this.at++]!;
		if (octet === tag.LATER) return this.later(this.digits());
		return this.tagged(octet, this.noField);
	}

	/** What `Writer.frame` wrote. */
	frame(bit: number): unknown {
		if (bit === 0) return undefined;
		const { octets } = this;
		const at = this.at;
		const octet = octets[at]!;
		if (octet === tag.NEXT) {
			this.at = at + 2;
			this.near += octets[at + 1]!;
			return this.near;
		}
		this.at = at + 1;
		return this.tagged(octet, this.noField);
	}

	/** What `Writer.frames` wrote. */
	frames(bit: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.octets[this.at++]!;
		if (octet === tag.SAME) return [this.near | 0];
		if (octet === tag.RISING) return this.rising();
		return this.tagged(octet, this.noField);
	}

	/** What `Writer.count` wrote. */
	count(bit: number): unknown {
		if (bit === 0) return undefined;
		const { octets } = this;
		const at = this.at;
		const octet = octets[at]!;
		if (octet >= tag.SMALL) {
			this.at = at + 1;
			return octet - tag.SMALL;
		}
		if (octet === tag.WORD) {
			this.at = at + 3;
			return octets[at + 1]! | (octets[at + 2]! << 8);
		}
		this.at = at + 1;
		return this.tagged(octet, this.noField);
	}

	/** A text or a list of texts. */
	text(bit: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.octets[this.at++]!;
		if (octet >= tag.TEXT && octet < tag.SMALL)
			return this.texts.take(octet - tag.TEXT);
		return this.tagged(octet, this.noField);
	}

	word(bit: number, kind: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.octets[this.at++]!;
		const field = this.words[kind]!;
		if (octet >= tag.FEW && octet < tag.TEXT)
			return field.texts[octet - tag.FEW];
		return this.tagged(octet, field);
	}

	/** Address of the client or the server. */
	end(bit: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.octets[this.at++]!;
		if (octet === tag.CLIENT) return this.ends.address;
		if (octet === tag.SERVER) return this.ends.server;
		return this.tagged(octet, this.noField);
	}

	any(bit: number): unknown {
		return bit === 0 ? undefined : this.value(this.noField);
	}

	/** An object that most likely has the layout. */
	object(bit: number, layout: Layout): unknown {
		if (bit === 0) return undefined;
		const octet = this.octets[this.at++]!;
		if (octet !== tag.LAID || this.octets[this.at] !== layout.number)
			return this.tagged(octet, this.noField);
		this.at++;
		return layout.read(this);
	}

	protected laid(octet: number): object {
		const number = this.octets[this.at++]!;
		const object = this.layouts[number]!.read(this);
		if (octet === tag.LAID_MORE) this.addPairs(object);
		return object;
	}
}
