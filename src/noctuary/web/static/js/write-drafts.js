// The list of drafts: what lies in the browser alone comes back to the library first.
import { bringBack } from "./write-draft.js";

if ((await bringBack()).length) location.reload();
