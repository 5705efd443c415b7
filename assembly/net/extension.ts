// IPv6 extension headers (RFC 8200 4; AH RFC 4302 2; mobility RFC 6275 6.1.1).
const HOP_BY_HOP: u32 = 0;
const ROUTING: u32 = 43;
export const FRAGMENT: u32 = 44;
export const AUTHENTICATION: u32 = 51;
const DESTINATION_OPTIONS: u32 = 60;
const MOBILITY: u32 = 135;
const HOST_IDENTITY: u32 = 139;
const SHIM6: u32 = 140;

/** Whether another header follows that is not the transport. */
export function isExtension(protocol: u32): bool {
	switch (protocol) {
		case HOP_BY_HOP:
		case ROUTING:
		case FRAGMENT:
		case AUTHENTICATION:
		case DESTINATION_OPTIONS:
		case MOBILITY:
		case HOST_IDENTITY:
		case SHIM6:
			return true;
		default:
			return false;
	}
}
