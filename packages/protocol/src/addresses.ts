/** Punctuation that ends an address in running text: in Japanese no space follows it. */
export const JAPANESE_PUNCTUATION = "、。，．！？：；「」『』（）［］【】〈〉《》";
