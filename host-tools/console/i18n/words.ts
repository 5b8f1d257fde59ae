import { computed } from "@preact/signals";
import { en } from "./en/index";
import { ko } from "./ko/index";
import { language } from "./language";

/** Every text of the screen; reading `.value` in a component redraws it when the language changes. */
export const words = computed(() => (language.value === "ko" ? ko : en));
