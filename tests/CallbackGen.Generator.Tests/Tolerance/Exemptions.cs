namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>The members of the catalogue's feeds at which a change may cause a rejection, each with the reason.</summary>
internal static class Exemptions
{
    private const string Content = "the content of the event: without it there is nothing to handle";
    private const string Kind = "the kind of the event: it says what the other members mean";
    private const string OneKind = "one of the two members says the kind of the event";
    private const string Named = "names what the callback reports: without it there is nothing to look up";
    private const string Selects = "selects the feed: another value is a callback of another feed";
    private const string Identity = "the only id of what the callback reports; the feed has no idempotency key";
    private const string Moment = "identifies the transaction together with the shop, the number and the date";

    public static IReadOnlyList<Exempt> OfUnknownMembers { get; } =
    [
        new(
            "fondy.order",
            "",
            "the message contains the value of every member, and the provider does not document how it writes an object",
            "{"
        ),
    ];

    public static IReadOnlyList<Exempt> OfAbsentMembers { get; } =
    [
        new("asana.event", "/resource", Content),
        new("asana.event", "/resource/gid", Content),
        new("authorizenet.event", "/payload/id", Named),
        new("clerk.event", "/data", Content),
        new("coinpayments.ipn", "/ipn_type", Kind),
        new("coinpayments.ipn", "/merchant", "the provider asks to compare it with the merchant's own id"),
        new("customerio.event", "/data", Content),
        new("customerio.event", "/object_type", Kind),
        new("discord.interaction", "/token", "a handler answers later with this token, and cannot without it"),
        new("easypost.event", "/result", Content),
        new("gitlab.classic", "/event_name", OneKind),
        new("gitlab.classic", "/object_kind", OneKind),
        new("gitlab.event", "/event_name", OneKind),
        new("gitlab.event", "/object_kind", OneKind),
        new("gocardless.event", "/resource_type", Kind),
        new("hitpay.event", "/id", Identity),
        new("intercom.event", "/data", Content),
        new("linear.event", "/type", Kind),
        new("meta.event", "/entry", Content),
        new("moyasar.event", "/type", Kind),
        new("netlify.deploy", "/id", Identity),
        new("openai.event", "/data", Content),
        new("paddle.classic", "/alert_name", Kind),
        new("paddle.event", "/data", Content),
        new("paystack.event", "/data", Content),
        new("payzen.payment", "/vads_ctx_mode", "tells a test from a payment"),
        new("payzen.payment", "/vads_site_id", Moment),
        new("payzen.payment", "/vads_trans_date", Moment),
        new("payzen.payment", "/vads_trans_id", Moment),
        new("quickpay.event", "/accepted", "says whether the payment was approved"),
        new("quickpay.event", "/id", Named),
        new("quickpay.event", "/type", Kind),
        new("resend.event", "/data", Content),
        new("sendgrid.events", "/*/event", Kind),
        new("sentry.event", "/data", Content),
        new("shopify.appproxy", "/shop", "the shop whose visitor asks"),
        new("shopify.appproxy", "/timestamp", "the only protection against a repetition: the handler compares it with the clock"),
        new("shopify.oauth", "/code", Content),
        new("shopify.oauth", "/shop", "the shop that installs the app"),
        new("shopify.oauth", "/timestamp", "the only protection against a repetition: the handler compares it with the clock"),
        new("slack.command", "/command", Kind),
        new("vercel.event", "/payload", Content),
        new("vnpay.payment", "/vnp_ResponseCode", "the outcome, which the provider asks to check beside the status"),
        new("wise.event", "/data", Content),
        new("woocommerce.order", "/id", Identity),
        new("xendit.payment", "/event", Kind),
        new("xendit.payout", "/event", Kind),
        new("xero.event", "/events", Content),
    ];

    public static IReadOnlyList<Exempt> OfNulls { get; } = [];

    public static IReadOnlyList<Exempt> OfUnlistedValues { get; } =
    [
        new("cashfree.payment", "/type", Selects),
        new("cashfree.refund", "/type", Selects),
        new("monnify.disbursement", "/eventType", Selects),
        new("monnify.payment", "/eventType", Selects),
    ];

    public static IReadOnlyList<Exempt> OfOtherNotations { get; } = [];

    public static IReadOnlyList<Exempt> OfOtherForms { get; } = [];
}
