using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.Inbox;

/// <summary>How the callbacks of an endpoint are stored.</summary>
public class CallbackStoreOptions
{
    /// <summary>What makes the text by which a callback is ordered, or null.</summary>
    internal Func<CallbackMessage, string?>? Order { get; private protected set; }

    /// <summary>What makes the answer of a stored callback, or null where it is the schema's acknowledgement.</summary>
    internal Func<CallbackMessage, IResult>? Answer { get; private protected set; }

    /// <summary>
    /// Has the callbacks that agree in a role handled one at a time, in the order in which they were accepted. One that fails, or waits
    /// for a person, holds up those behind it.
    /// </summary>
    /// <param name="role">The role. The feed's signature has to cover its member.</param>
    /// <returns>These options.</returns>
    public CallbackStoreOptions OrderBy(CallbackRole role)
    {
        Order = message => message.GetRole(role);
        OrderRole = role;
        return this;
    }

    /// <summary>Orders by whatever makes a text of a callback; the caller answers for that its members are signed.</summary>
    internal void OrderByText(Func<CallbackMessage, string?> order) => Order = order;

    /// <summary>
    /// Answers a request that a browser brings, such as a payer's return from the provider's page, with a page or a redirect. It is sent
    /// when the callback is stored.
    /// </summary>
    /// <param name="answer">Makes the answer. The callback has not been handled by then.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="answer"/> is null.</exception>
    public CallbackStoreOptions AnswerWith(Func<CallbackMessage, IResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Answer = answer;
        return this;
    }

    /// <summary>
    /// Bounds how many callbacks are stored of a feed that proves nothing, where anybody can make up any number. Such a feed is mapped with
    /// a quota or not at all; other feeds are not touched by it. What is over it is answered 503, and is not stored.
    /// </summary>
    /// <param name="rows">How many callbacks of the feed and key set, repetitions not counted.</param>
    /// <param name="per">In how long a time.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive.</exception>
    public CallbackStoreOptions Quota(int rows, TimeSpan per)
    {
        Limit = CheckQuota(rows, per);
        return this;
    }

    /// <summary>
    /// Bounds how many callbacks are stored that agree in all members which the signature covers, of a feed whose signature leaves
    /// members out: the holder of one signature can write anything there. 100 in a day, unless this says otherwise.
    /// </summary>
    /// <param name="rows">How many callbacks, repetitions not counted.</param>
    /// <param name="per">In how long a time.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive.</exception>
    public CallbackStoreOptions QuotaPerSignedValue(int rows, TimeSpan per)
    {
        SignedValueLimit = CheckQuota(rows, per);
        return this;
    }

    /// <summary>
    /// Bounds how many callbacks are kept in quarantine that are genuine and cannot be read: the provider has changed its format, or they are
    /// late. What is over it is answered 503, so that the provider repeats it. 1000 in a day, unless this says otherwise.
    /// </summary>
    /// <param name="rows">How many callbacks of the feed and key set, repetitions not counted.</param>
    /// <param name="per">In how long a time.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive.</exception>
    public CallbackStoreOptions QuarantineLimit(int rows, TimeSpan per)
    {
        QuarantineBound = CheckQuota(rows, per);
        return this;
    }

    /// <summary>
    /// Keeps the endpoint's callbacks and hands them to no handler, until the program is started without this: they are
    /// <see cref="CallbackState.Parked"/>, of an order the first one, and are never dead by it. They are handled then as they were accepted.
    /// </summary>
    /// <param name="reason">Why, for operators: it is in the log and in the store, as one line of at most 500 characters.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or white space.</exception>
    public CallbackStoreOptions Park(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var told = OperatorText.Of(reason);
        return ParkBy(_ => told);
    }

    /// <summary>Parks the callbacks of some feeds of an endpoint that has several.</summary>
    /// <param name="reason">Says why a feed's are parked; null where they are not.</param>
    internal CallbackStoreOptions ParkBy(Func<CallbackFeed, string?> reason)
    {
        ParkReasonOf = reason;
        return this;
    }

    /// <summary>Why the callbacks are handed to no handler, as operators are told; null where they are handled.</summary>
    internal Func<CallbackFeed, string?> ParkReasonOf { get; private set; } = _ => null;

    /// <summary>How many callbacks are kept in quarantine in a time.</summary>
    internal (int Rows, TimeSpan Per) QuarantineBound { get; private set; } = (1000, TimeSpan.FromDays(1));

    /// <summary>How many callbacks of a feed that proves nothing are stored in a time; null where nobody has said it.</summary>
    internal (int Rows, TimeSpan Per)? Limit { get; private set; }

    /// <summary>How many callbacks under one signed value are stored in a time.</summary>
    internal (int Rows, TimeSpan Per) SignedValueLimit { get; private set; } = (100, TimeSpan.FromDays(1));

    /// <summary>The role that orders, or null.</summary>
    internal CallbackRole? OrderRole { get; private set; }

    /// <summary>The member that orders, behind the members that hold it, from the outside in; null where no member does.</summary>
    internal IReadOnlyList<System.Reflection.MemberInfo>? OrderMember { get; private protected set; }

    private static (int Rows, TimeSpan Per) CheckQuota(int rows, TimeSpan per)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        return (rows, per);
    }
}

/// <summary>How the callbacks of an endpoint for one feed are stored.</summary>
/// <typeparam name="T">The feed's payload.</typeparam>
public sealed class CallbackStoreOptions<T> : CallbackStoreOptions
    where T : class, ICallbackPayload<T>
{
    /// <summary>
    /// Has the callbacks that agree in a member handled one at a time, in the order in which they were accepted. One that fails, or waits
    /// for a person, holds up those behind it.
    /// </summary>
    /// <param name="member">
    /// The member, which the feed's signature has to cover: <c>payment => payment.Id</c>. It is a text, a number, a time or an enum, and is
    /// compared as a value. Callbacks in which it is absent or empty are not ordered.
    /// </param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException"><paramref name="member"/> is anything but such a member of the payload.</exception>
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
