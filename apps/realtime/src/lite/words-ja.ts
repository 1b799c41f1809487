import type { Words } from "./words.ts";

export const ja: Words = {
  language: "ja",
  signIn: "サインイン",
  signOut: "サインアウト",
  signInTo: (workspace) => `${workspace}にサインイン`,
  username: "ユーザー名",
  password: "パスワード",
  notSetUp: "このサーバーはまだ空です。まずJavaScriptの使えるブラウザーで準備してください。",
  rooms: "ルーム",
  noRooms: "まだどのルームにも参加していません。",
  archived: "アーカイブ済み",
  muted: "ミュート中",
  unread: (count) => `未読${count}件`,
  mentions: (count) => `あなた宛て${count}件`,
  write: "書く",
  message: "メッセージ",
  send: "送信",
  reply: "返信",
  replyingTo: (name) => `${name}さんへの返信`,
  cancelReply: "やめる",
  inReply: "以前のメッセージへの返信",
  edited: "編集済み",
  editedBy: (name) => `${name}さんが編集:`,
  deleted: "削除されたメッセージ",
  deletedOf: (name) => `${name}さんのメッセージが削除されました`,
  unknownPerson: "だれか",
  older: "以前のメッセージ",
  newer: "次のメッセージ",
  newest: "最新のメッセージ",
  noMessages: "まだ会話はありません。",
  newLine: "新着",
  markRead: "既読にする",
  live: "ライブ",
  refreshing: (seconds) => `${seconds}秒ごと`,
  plain: "シンプル",
  reload: "再読み込み",
  ended: "接続が終了しました。",
  timeZone: (name) => `時刻は${name}で表示しています。`,
  note: (kind, { actor, person, isSelf, text }) => {
    switch (kind) {
      case "joined":
        return isSelf ? `${person}さんが参加しました` : `${actor}さんが${person}さんを追加しました`;
      case "left":
        return isSelf ? `${person}さんが退出しました` : `${actor}さんが${person}さんを外しました`;
      case "renamed":
        return `${actor}さんがルーム名を「${text}」に変えました`;
      case "topic":
        return text === "" ? `${actor}さんがトピックを消しました` : `${actor}さんがトピックを「${text}」にしました`;
      case "archived":
        return `${actor}さんがルームをアーカイブしました`;
      case "restored":
        return `${actor}さんがルームを元に戻しました`;
    }
  },
  invited: (by, workspace) => `${by}さんから${workspace}への招待です`,
  inviteRooms: (names) => `参加するルーム: ${names}`,
  yourName: "あなたの名前",
  joinAs: (name) => `${name}として参加`,
  join: "参加する",
  passwordHint: (least) => `${least}文字以上にしてください。`,
  usernameHint: "空欄なら名前から自動で決まります。",
  back: "戻る",
  fullApp: "通常版",
  failed: "うまくいきませんでした",
  failures: {
    INVALID_INPUT: "受け付けられない内容があります。入力をご確認ください。",
    UNAUTHENTICATED: "サインアウトされています。もう一度サインインしてください。",
    FORBIDDEN: "ここではその操作は許可されていません。",
    NOT_FOUND: "見つかりません。なくなったか、ルームに参加していない可能性があります。",
    CONFLICT: "その間に内容が変わりました。もう一度ご確認ください。",
    TOO_LARGE: "長すぎます。短くしてください。",
    PROTOCOL_OUTDATED: "新しいバージョンがあります。ページを再読み込みしてください。",
    RATE_LIMITED: "試行回数が多すぎます。少し待ってからお試しください。",
    INTERNAL: "サーバーで問題が起きました。もう一度お試しください。",
    UNAVAILABLE: "サーバーから応答がありません。もう一度お試しください。",
  },
  reasons: {
    form: "このフォームは古くなっているか、ブラウザーがCookieを受け付けていません。戻って再読み込みし、もう一度送信してください。",
    origin: "ほかのサイトから送られたフォームのため、何も行いませんでした。",
    changedAfterSending:
      "このメッセージはすでに送信済みです。変更した内容を新しいメッセージとして送るには、もう一度「送信」を押してください。",
    roomArchived: "このルームはアーカイブ済みのため、メッセージを送れません。",
    passwordRequired: "この招待ではパスワードが必要です。",
    usernameTaken: "そのユーザー名はすでに使われています。別の名前を選んでください。",
    wrongCredentials: "ユーザー名またはパスワードが正しくありません。",
  },
};
