import type { MetadataRoute } from "next";

/** Makes Hiroba installable on a phone's home screen. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/",
    name: "Hiroba",
    short_name: "Hiroba",
    start_url: "/",
    display: "standalone",
    background_color: "#f6f2ed",
    theme_color: "#f6f2ed",
    icons: [
      { src: "/icons/192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
