import { setNonce } from "get-nonce";

/**
 * The nonce of this very answer, which the server wrote into the page and into its policy. Style elements that are made
 * at run time carry it, or the browser refuses them. Browsers hide it from `getAttribute`: only the property has it.
 */
export const styleNonce: string = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

// react-remove-scroll, which every modal of Mantine uses, asks here.
setNonce(styleNonce);
