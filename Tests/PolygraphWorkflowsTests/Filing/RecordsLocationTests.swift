import PolygraphWorkflows
import Testing

@Suite("Place of the records")
struct RecordsLocationTests {
  @Test(
    "the variable for records comes first, then the data folder, then the home folder's",
    arguments: [
      (["POLYGRAPH_RECORDS": "/srv/office.sqlite", "XDG_DATA_HOME": "/data"], "/srv/office.sqlite"),
      (["POLYGRAPH_RECORDS": "here.sqlite"], "here.sqlite"),
      (["POLYGRAPH_RECORDS": "", "XDG_DATA_HOME": "/data"], "/data/polygraph/records.sqlite"),
      (["XDG_DATA_HOME": "/data/of someone"], "/data/of someone/polygraph/records.sqlite"),
      (["XDG_DATA_HOME": ""], "/people/someone/.local/share/polygraph/records.sqlite"),
      (["XDG_DATA_HOME": "data"], "/people/someone/.local/share/polygraph/records.sqlite"),
      ([:], "/people/someone/.local/share/polygraph/records.sqlite"),
    ])
  func order(environment: [String: String], path: String) {
    #expect(RecordsLocation.path(environment: environment, home: "/people/someone") == path)
  }
}
