import { LinkScreen } from "@/features/devices/link-screen";

export default async function Page({ params }: { params: Promise<{ code: string }> }) {
  return <LinkScreen code={(await params).code} />;
}
