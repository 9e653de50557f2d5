using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <content>The callbacks of a request that holds several, or none.</content>
public sealed partial class CallbackVerification
{
    internal bool HasItems => _items.AreSeveral;

    internal bool ReadItems(out int count) => _items.Count(out count);

    /// <summary>Refuses a request that holds no callback.</summary>
    internal bool RejectEmpty() => _items.RejectEmpty();

    /// <summary>Goes through a request that holds no callback: its steps are taken, and find no payload.</summary>
    internal void ExpectNothing()
    {
        ForgetProof();
        _payload.ExpectNothing();
    }

    /// <summary>What such a request is acknowledged with, where the schema makes that of the request; or null.</summary>
    internal CallbackAcknowledgement? Acknowledgement => _payload.Acknowledgement;

    /// <summary>Makes the acknowledgement of a request that holds no callback and was verified.</summary>
    /// <returns><see langword="false"/> when it cannot be made.</returns>
    internal bool Acknowledge(CallbackAcknowledgement? acknowledgement)
    {
        _payload.Acknowledgement = acknowledgement;
        return !_turn.IsRejected;
    }

    /// <summary>Whether the steps of a request that holds no callback held, all of them.</summary>
    internal bool HasFoundNothing => _payload.HasFoundNothing;

    /// <summary>Whether one proof of the request proves each item, so that it need not be checked again.</summary>
    internal bool SharesProof => _payload.SharesProof;

    /// <summary>Begins the proof of an item, or of a request that is one callback.</summary>
    internal void BeginProof() => _items.Watch();

    /// <summary>Reads the payload of an item that an earlier item's proof proves.</summary>
    internal T? ReadShared<T>()
        where T : class, IReadablePayload<T> => _payload.ReadShared<T>();

    /// <summary>Goes to one of the callbacks; what was proven about another is forgotten, unless it is proven of each.</summary>
    /// <returns><see langword="false"/> when the request is rejected, also because the item holds no payload.</returns>
    internal bool SelectItem(int index)
    {
        if (!ReadBody())
            return false;
        var keepsProof = SharesProof;
        if (keepsProof)
        {
            _payload.Forget();
        }
        else
        {
            _payload.ShareNothing();
            ForgetProof();
        }

        return _items.Select(index, keepsProof);
    }
}
