/// What a record has to say to support a rung, for stock jq: written from scope.md and its tables.
///
/// Each input is a basis with its record; what comes out is each basis that its record does not support.
enum GeneratedBasisExpression {
  static let text = #"""
    def body: .record | if .properties then .properties elif .AuditData then (.AuditData | fromjson) else . end;
    def code: (.status.errorCode // .ErrorNumber // .ResultType) | if . == null then null else tostring end;
    def operation: (.Operation // .activityDisplayName // "") | ascii_downcase | rtrimstr(".");
    def extended($name): [.ExtendedProperties[]? | select(.Name == $name) | .Value] | first // "";
    def property($name): [.OperationProperties[]? | select(.Name == $name) | .Value] | first // "";
    def isLogOut: extended("RequestType") | ascii_downcase | endswith("logout");
    def isSignIn: (.Operation == null and .activityDisplayName == null and code != null)
      or (operation | . == "userloggedin" or . == "userloginfailed");
    def within($list): . as $one | $list | index([$one]) != null;
    def right: ["50055","50072","50074","50076","50079","500121","53003","65001","50105","50140","530034"];
    def oldToken: ["50173","70008","700082","50133","70043"];
    def refused: ["50034","50053","50056","50057","50126","50129","80012"];

    def federation($rung): .EventID as $id | (.Message // "") as $text
      | if $rung == "attempted" then $id == 1203 or $id == 1210
        elif $rung == "credentialKnown" then $id == 1202 or ($id == 1201 and ($text | contains("AuthorizationError")))
        else false end;
    def signIn($rung): code as $code
      | if $rung == "accessed" then $code == "0"
        elif $rung == "credentialKnown" then $code | within(right + oldToken)
        elif $rung == "attempted" then ($code | within(refused)) or ($code | tonumber >= 990000)
        else false end;
    def activity($rung): operation as $operation | property("MailAccessType") as $access
      | if $rung == "viewed" then
          ($operation == "mailitemsaccessed" and $access == "Bind") or ($operation | within(["fileaccessed","filepreviewed"]))
        elif $rung == "taken" then
          ($operation == "mailitemsaccessed" and $access == "Sync")
          or ($operation | within(["filedownloaded","filesyncdownloadedfull"]))
        elif $rung == "accessed" then
          $operation != "" and ($operation | within(["mailitemsaccessed","fileaccessed","filepreviewed","filedownloaded","filesyncdownloadedfull"]) | not)
        else false end;
    def supports($rung): if .EventID then federation($rung) elif isLogOut then false
      elif isSignIn then signIn($rung) else activity($rung) end;

    def between($from; $to): (. // "") | if contains($from) then split($from)[1] | split($to)[0] else "" end;
    def who: [.userPrincipalName, .userId, .UserPrincipalName, .UserId, .initiatedBy.user.id,
      (.Actor[]? | select(.Type == 0) | .ID), (.Message | between("<UserId>"; "</UserId>"))]
      | map(select(. != null) | ascii_downcase);
    def addresses: [.ipAddress, .IPAddress, .ClientIP, .ClientIPAddress, .ActorIpAddress,
      .initiatedBy.user.ipAddress, (.Message | between("<IpAddress>"; "</IpAddress>"))] | map(select(. != null));
    def sessions: [.sessionId, .SessionId, .AppAccessContext.AADSessionId] | map(select(. != null));
    # By an address of the actor's, by a session that he had, or as the second witness of such an event.
    def isTheActors: (addresses | any(test("^203[.]0[.]113[.](?!200)|2001:db8:bad:")))
      or (sessions | any(test("^(actor|stolen|named)-"))) or .RecordType == 8;

    def store($names): [(.MailboxOwnerUPN // "") | ascii_downcase] - $names == []
      or ((.SiteUrl // "") | ascii_downcase | startswith($names[0]));
    . as $basis | body
    | [ (select(supports($basis.rung) | not) | "does not support it"),
        (select(isTheActors | not) | "is not the actor's"),
        (select($basis.names and (who - $basis.names == who)) | "is of another account"),
        (select($basis.stores and (store($basis.stores) | not)) | "is of another store") ]
    | select(length > 0) | "\($basis.name) \($basis.rung), \($basis.place): the record \(join(", ")): \($basis.record | tostring | .[:400])"
    """#
}
