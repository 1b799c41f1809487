import { JoinScreen } from "@/features/invites/join-screen";

export default async function Page({ params }: { params: Promise<{ code: string }> }) {
  return <JoinScreen code={(await params).code} />;
}
