using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.Inbox;

/// <summary>Sets how the callbacks of an endpoint are stored.</summary>
public class CallbackStoreOptions
{
    /// <summary>Returns the text by which a callback is ordered; null when callbacks are not ordered.</summary>
    internal Func<CallbackMessage, string?>? Order { get; private protected set; }

    /// <summary>Creates the response to a stored callback; null for the schema's acknowledgement.</summary>
    internal Func<CallbackMessage, IResult>? Answer { get; private protected set; }

    /// <summary>
    /// Handles callbacks that have the same value of a role one at a time, in the order in which they were accepted. A callback
    /// that fails, or waits for an operator, holds up the later ones.
    /// </summary>
    /// <param name="role">The role. The feed's signature must cover its member.</param>
    /// <returns>These options.</returns>
    public CallbackStoreOptions OrderBy(CallbackRole role)
    {
        Order = message => message.GetRole(role);
        OrderRole = role;
        return this;
    }

    /// <summary>Orders by a computed text. The caller must ensure that the signature covers the members that it uses.</summary>
    internal void OrderByText(Func<CallbackMessage, string?> order) => Order = order;

    /// <summary>
    /// Answers a request that a browser sends, such as a payer's return from the provider's page, with a page or a redirect. The
    /// response is sent after the callback is stored.
    /// </summary>
    /// <param name="answer">Creates the response. The callback has not been handled by then.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="answer"/> is null.</exception>
    public CallbackStoreOptions AnswerWith(Func<CallbackMessage, IResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Answer = answer;
        return this;
    }

    /// <summary>
    /// Bounds the number of stored callbacks of a feed whose proof does not cover the content, so that any sender can forge
    /// callbacks. Such a feed requires a quota; other feeds ignore it. A callback above the quota is answered with 503 and is not stored.
    /// </summary>
    /// <param name="rows">The number of callbacks of the feed and key set, without redeliveries.</param>
    /// <param name="per">The period.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive.</exception>
    public CallbackStoreOptions Quota(int rows, TimeSpan per)
    {
        Limit = CheckQuota(rows, per);
        return this;
    }

    /// <summary>
    /// Bounds the number of stored callbacks that have the same signed members, for a feed whose signature does not cover all
    /// members: the holder of one signature can vary the others. 100 per day by default.
    /// </summary>
    /// <param name="rows">The number of callbacks, without redeliveries.</param>
    /// <param name="per">The period.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive.</exception>
    public CallbackStoreOptions QuotaPerSignedValue(int rows, TimeSpan per)
    {
        SignedValueLimit = CheckQuota(rows, per);
        return this;
    }

    /// <summary>
    /// Bounds the number of genuine but unreadable callbacks in quarantine: the provider has changed its format, or they are late.
    /// A callback above the limit is answered with 503, so that the provider redelivers it. 1000 per day by default.
    /// </summary>
    /// <param name="rows">The number of callbacks of the feed and key set, without redeliveries.</param>
    /// <param name="per">The period.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive.</exception>
    public CallbackStoreOptions QuarantineLimit(int rows, TimeSpan per)
    {
        QuarantineBound = CheckQuota(rows, per);
        return this;
    }

    /// <summary>
    /// Stores the endpoint's callbacks without handling them until the program is started without this setting. They are
    /// <see cref="CallbackState.Parked"/> (of an order, the first one), never become dead by it, and are then handled in the order
    /// of acceptance.
    /// </summary>
    /// <param name="reason">The reason, for operators: it is logged and stored, as one line of at most 500 characters.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or white space.</exception>
    public CallbackStoreOptions Park(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var told = OperatorText.Of(reason);
        return ParkBy(_ => told);
    }

    /// <summary>Parks the callbacks of some feeds of an endpoint that serves several.</summary>
    /// <param name="reason">Returns why a feed's callbacks are parked; null when they are not.</param>
    internal CallbackStoreOptions ParkBy(Func<CallbackFeed, string?> reason)
    {
        ParkReasonOf = reason;
        return this;
    }

    /// <summary>Returns why the callbacks are not handled, for operators; null when they are handled.</summary>
    internal Func<CallbackFeed, string?> ParkReasonOf { get; private set; } = _ => null;

    /// <summary>The number of callbacks that may enter quarantine per period.</summary>
    internal (int Rows, TimeSpan Per) QuarantineBound { get; private set; } = (1000, TimeSpan.FromDays(1));

    /// <summary>
    /// The number of stored callbacks per period of a feed whose proof does not cover the content; null when it is not set.
    /// </summary>
    internal (int Rows, TimeSpan Per)? Limit { get; private set; }

    /// <summary>The number of stored callbacks per period that have the same signed members.</summary>
    internal (int Rows, TimeSpan Per) SignedValueLimit { get; private set; } = (100, TimeSpan.FromDays(1));

    /// <summary>The ordering role, or null.</summary>
    internal CallbackRole? OrderRole { get; private set; }

    /// <summary>The path of the ordering member, from the payload's member down to it; null when no member orders.</summary>
    internal IReadOnlyList<System.Reflection.MemberInfo>? OrderMember { get; private protected set; }

    private static (int Rows, TimeSpan Per) CheckQuota(int rows, TimeSpan per)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        return (rows, per);
    }
}

/// <summary>Sets how the callbacks of an endpoint for one feed are stored.</summary>
/// <typeparam name="T">The feed's payload.</typeparam>
public sealed class CallbackStoreOptions<T> : CallbackStoreOptions
    where T : class, ICallbackPayload<T>
{
    /// <summary>
    /// Handles callbacks that have the same value of a member one at a time, in the order in which they were accepted. A callback
    /// that fails, or waits for an operator, holds up the later ones.
    /// </summary>
    /// <param name="member">
    /// The member, which the feed's signature must cover: <c>payment => payment.Id</c>. It is a text, a number, a time or an enum,
    /// and is compared as a value. Callbacks in which it is absent or empty are not ordered.
    /// </param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException"><paramref name="member"/> is not such a member of the payload.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="member"/> is null.</exception>
    public CallbackStoreOptions<T> OrderBy(Expression<Func<T, object?>> member)
    {
        ArgumentNullException.ThrowIfNull(member);
        var place = MemberPlace.Of(member);
        OrderMember = place.Members;
        Order = message => place.Read(message.Content);
        return this;
    }

    /// <inheritdoc cref="CallbackStoreOptions.AnswerWith"/>
    public CallbackStoreOptions<T> AnswerWith(Func<T, IResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Answer = message => answer((T)message.Content);
        return this;
    }

    /// <inheritdoc cref="CallbackStoreOptions.Quota"/>
    public new CallbackStoreOptions<T> Quota(int rows, TimeSpan per)
    {
        base.Quota(rows, per);
        return this;
    }

    /// <inheritdoc cref="CallbackStoreOptions.QuarantineLimit"/>
    public new CallbackStoreOptions<T> QuarantineLimit(int rows, TimeSpan per)
    {
        base.QuarantineLimit(rows, per);
        return this;
    }

    /// <inheritdoc cref="CallbackStoreOptions.Park"/>
    public new CallbackStoreOptions<T> Park(string reason)
    {
        base.Park(reason);
        return this;
    }

    /// <inheritdoc cref="CallbackStoreOptions.QuotaPerSignedValue"/>
    public new CallbackStoreOptions<T> QuotaPerSignedValue(int rows, TimeSpan per)
    {
        base.QuotaPerSignedValue(rows, per);
        return this;
    }
}
