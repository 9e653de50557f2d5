namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>The shop's own code, which handlers call.</summary>
internal static class ShopServices
{
    public const string Source = """
        namespace Shop;

        public enum OrderState { Open, Paid, Refused }

        public sealed class Order
        {
            public decimal Total { get; set; }
            public string Currency { get; set; } = "";
            public string Seller { get; set; } = "";
            public bool IsPaid { get; set; }
            public OrderState State { get; set; }
            public void MarkPaid() => IsPaid = true;
        }

        public sealed class Orders
        {
            public Task<Order> FindAsync(string id, CancellationToken ct = default) => Task.FromResult(new Order());
            public Task MarkPaidAsync(string id, CancellationToken ct = default) => Task.CompletedTask;
            public Task MarkPaidAsync(string id, decimal amount, string? currency = null) => Task.CompletedTask;
            public Task ShipAsync(string id) => Task.CompletedTask;
            public Task SaveAsync() => Task.CompletedTask;
            public Task HandleAsync(object callback) => Task.CompletedTask;
            public void Handle(object callback) { }
        }

        public sealed class Refunds
        {
            public Task SendBackAsync(string payment, decimal amount, string? key = null) => Task.CompletedTask;
        }
        """;

    /// <summary>The provider's API, which handlers query about unproven callbacks.</summary>
    public const string Api = """
        namespace Shop;

        public sealed class AcmeApi
        {
            public Task<AcmeNotice?> FindNoticeAsync(string id, CancellationToken ct = default) => Task.FromResult<AcmeNotice?>(null);
            public Task<AcmePing?> FindPingAsync(string id, CancellationToken ct = default) => Task.FromResult<AcmePing?>(null);
        }
        """;
}
